// Threads for the kit's kernels.
#pragma once

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <mutex>
#include <thread>

namespace nearzero {

/** Workers that wait for a range to be cut among them; the caller works too. */
class Pool {
 public:
  static Pool& get() {
    static Pool* pool = new Pool();  // Never destroyed: workers may outlive main().
    return *pool;
  }

  /**
   * Calls work(begin, end) on disjoint stretches of [0, count), none shorter than grain but the last. Who is free takes
   * the next one, so that a core that others use as well holds nobody up.
   */
  void run(int64_t count, int64_t grain, const std::function<void(int64_t, int64_t)>& work) {
    grain = std::max<int64_t>(1, grain);
    const int64_t pieces = std::min<int64_t>(kPieces * (workers_ + 1), (count + grain - 1) / grain);
    if (pieces <= 1 || workers_ == 0) {
      if (count > 0) work(0, count);
      return;
    }
    std::lock_guard<std::mutex> one_caller(callers_);
    {
      std::lock_guard<std::mutex> lock(mutex_);
      work_ = &work;
      count_ = count;
      pieces_ = pieces;
      next_.store(0);
      round_++;
    }
    start_.notify_all();
    take(work, count, pieces);
    std::unique_lock<std::mutex> lock(mutex_);
    // Who has not begun by now will find nothing to do.
    work_ = nullptr;
    done_.wait(lock, [this] { return busy_ == 0; });
  }

 private:
  /** Pieces for each thread: few, since each costs, and more than one, since threads are not equally fast. */
  static constexpr int64_t kPieces = 4;

  Pool() {
    const char* wanted = std::getenv("TF_NUM_INTRAOP_THREADS");
    int threads = wanted == nullptr ? 0 : std::atoi(wanted);
    if (threads < 1) threads = std::max(1u, std::thread::hardware_concurrency());
    workers_ = threads - 1;
    for (int64_t i = 1; i <= workers_; i++) std::thread([this] { serve(); }).detach();
  }

  void take(const std::function<void(int64_t, int64_t)>& work, int64_t count, int64_t pieces) {
    for (int64_t piece = next_++; piece < pieces; piece = next_++) {
      work(count * piece / pieces, count * (piece + 1) / pieces);
    }
  }

  void serve() {
    uint64_t seen = 0;
    std::unique_lock<std::mutex> lock(mutex_);
    while (true) {
      start_.wait(lock, [&] { return round_ != seen && work_ != nullptr; });
      seen = round_;
      const auto* work = work_;
      const int64_t count = count_, pieces = pieces_;
      busy_++;
      lock.unlock();
      take(*work, count, pieces);
      lock.lock();
      if (--busy_ == 0) done_.notify_one();
    }
  }

  std::mutex callers_, mutex_;
  std::condition_variable start_, done_;
  const std::function<void(int64_t, int64_t)>* work_ = nullptr;
  std::atomic<int64_t> next_{0};
  int64_t workers_ = 0, count_ = 0, pieces_ = 0, busy_ = 0;
  uint64_t round_ = 0;
};

}  // namespace nearzero
