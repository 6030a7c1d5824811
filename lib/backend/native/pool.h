// Threads for the kit's kernels.
#pragma once

#include <algorithm>
#include <condition_variable>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <mutex>
#include <thread>

namespace nearzero {

/** Workers that wait for a range to be cut among them; the caller takes the first piece. */
class Pool {
 public:
  static Pool& get() {
    static Pool* pool = new Pool();  // Never destroyed: workers may outlive main().
    return *pool;
  }

  /** Calls work(begin, end) on disjoint stretches of [0, count), none shorter than grain but the last. */
  void run(int64_t count, int64_t grain, const std::function<void(int64_t, int64_t)>& work) {
    const int64_t pieces = std::min<int64_t>(workers_ + 1, (count + grain - 1) / std::max<int64_t>(1, grain));
    if (pieces <= 1) {
      if (count > 0) work(0, count);
      return;
    }
    std::lock_guard<std::mutex> one_caller(callers_);
    {
      std::lock_guard<std::mutex> lock(mutex_);
      work_ = &work;
      count_ = count;
      pieces_ = pieces;
      waiting_ = pieces - 1;
      round_++;
    }
    start_.notify_all();
    work(0, count / pieces);
    std::unique_lock<std::mutex> lock(mutex_);
    done_.wait(lock, [this] { return waiting_ == 0; });
  }

 private:
  Pool() {
    const char* wanted = std::getenv("TF_NUM_INTRAOP_THREADS");
    int threads = wanted == nullptr ? 0 : std::atoi(wanted);
    if (threads < 1) threads = std::max(1u, std::thread::hardware_concurrency());
    workers_ = threads - 1;
    for (int64_t i = 1; i <= workers_; i++) std::thread([this, i] { serve(i); }).detach();
  }

  void serve(int64_t piece) {
    uint64_t seen = 0;
    std::unique_lock<std::mutex> lock(mutex_);
    while (true) {
      start_.wait(lock, [&] { return round_ != seen; });
      seen = round_;
      if (piece >= pieces_) continue;
      const auto* work = work_;
      const int64_t begin = count_ * piece / pieces_, end = count_ * (piece + 1) / pieces_;
      lock.unlock();
      (*work)(begin, end);
      lock.lock();
      if (--waiting_ == 0) done_.notify_one();
    }
  }

  std::mutex callers_, mutex_;
  std::condition_variable start_, done_;
  const std::function<void(int64_t, int64_t)>* work_ = nullptr;
  int64_t workers_ = 0, count_ = 0, pieces_ = 0, waiting_ = 0;
  uint64_t round_ = 0;
};

}  // namespace nearzero
