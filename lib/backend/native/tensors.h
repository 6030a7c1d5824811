// What an operation sees of TensorFlow: its tensors, through the C API.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "tensorflow/c/kernels.h"
#include "tensorflow/c/tf_status.h"
#include "tensorflow/c/tf_tensor.h"

namespace nearzero {

/** A tensor of an operation, released with the object. */
struct Tensor {
  TF_Tensor* tensor = nullptr;
  float* data = nullptr;
  std::vector<int64_t> shape;
  int64_t size = 0;

  Tensor() = default;
  Tensor(const Tensor&) = delete;
  Tensor(Tensor&& other) { *this = std::move(other); }
  Tensor& operator=(Tensor&& other) {
    std::swap(tensor, other.tensor);
    std::swap(data, other.data);
    std::swap(shape, other.shape);
    std::swap(size, other.size);
    return *this;
  }
  ~Tensor() {
    if (tensor != nullptr) TF_DeleteTensor(tensor);
  }

  void adopt(TF_Tensor* given) {
    tensor = given;
    data = static_cast<float*>(TF_TensorData(given));
    shape.resize(TF_NumDims(given));
    for (size_t i = 0; i < shape.size(); i++) shape[i] = TF_Dim(given, i);
    size = TF_TensorElementCount(given);
  }
};

/** What an operation is handed: its tensors, checked as they are asked for. */
class Context {
 public:
  explicit Context(TF_OpKernelContext* context) : context_(context), status_(TF_NewStatus()) {}
  ~Context() { TF_DeleteStatus(status_); }

  Tensor input(int index) {
    Tensor result;
    TF_Tensor* tensor = nullptr;
    TF_GetInput(context_, index, &tensor, status_);
    if (good()) result.adopt(tensor);
    return result;
  }

  Tensor output(int index, const std::vector<int64_t>& shape) {
    Tensor result;
    int64_t size = 1;
    for (int64_t length : shape) size *= length;
    TF_Tensor* tensor =
        TF_AllocateOutput(context_, index, TF_FLOAT, shape.data(), shape.size(), size * sizeof(float), status_);
    if (good()) result.adopt(tensor);
    return result;
  }

  /** False once something has failed; the failure is TensorFlow's to report. */
  bool good() {
    if (TF_GetCode(status_) == TF_OK) return true;
    TF_OpKernelContext_Failure(context_, status_);
    return false;
  }

  bool require(bool condition, const char* what) {
    if (!good()) return false;
    if (condition) return true;
    TF_SetStatus(status_, TF_INVALID_ARGUMENT, what);
    return good();
  }

 private:
  TF_OpKernelContext* context_;
  TF_Status* status_;
};

}  // namespace nearzero
