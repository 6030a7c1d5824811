// Memory that a thread keeps from one operation to the next.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <new>

namespace nearzero {

/** A buffer that grows and is never given back; contents are left from whoever used it before. */
class Scratch {
 public:
  Scratch() = default;
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() { std::free(data_); }

  /** At least so many floats, on a boundary of the widest vectors; valid until this buffer is asked again. */
  float* take(int64_t floats) {
    if (floats > size_) {
      std::free(data_);
      size_ = 0;
      // One size for many: it grows by half at least, so that it soon stops growing.
      const int64_t wanted = (floats + floats / 2 + 1023) / 1024 * 1024;
      data_ = static_cast<float*>(std::aligned_alloc(64, wanted * sizeof(float)));
      if (data_ == nullptr) throw std::bad_alloc();
      size_ = wanted;
    }
    return data_;
  }

 private:
  float* data_ = nullptr;
  int64_t size_ = 0;
};

}  // namespace nearzero
