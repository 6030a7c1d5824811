// The block product of the metrics, float64, in machine code: the same sums in the same order as the kit's WebAssembly kernel,
// one rounding for each product, so the same bytes. Needs nothing of TensorFlow.

#include <cstdint>

namespace {

typedef double Row __attribute__((vector_size(32)));
typedef double UnalignedRow __attribute__((vector_size(32), aligned(8)));

/** Four rows of C, `panels` panels of B wide; a panel holds `size` doubles, four for each step of the sum. */
template <int panels>
inline void tile(const double* a, const double* b, int64_t size, double* c, int64_t stride) {
  Row sums[4][panels] = {};
  for (int64_t at = 0; at < size; at += 4) {
    Row right[panels];
    for (int p = 0; p < panels; p++) right[p] = *reinterpret_cast<const UnalignedRow*>(b + p * size + at);
    for (int i = 0; i < 4; i++) {
      const Row left = {a[at + i], a[at + i], a[at + i], a[at + i]};
      // GCC and Clang contract this into one fused operation.
      for (int p = 0; p < panels; p++) sums[i][p] += left * right[p];
    }
  }
  for (int i = 0; i < 4; i++) {
    for (int p = 0; p < panels; p++) *reinterpret_cast<UnalignedRow*>(c + i * stride + 4 * p) += sums[i][p];
  }
}

}  // namespace

extern "C" {

/** Whether this processor has the instructions that the library was compiled for. */
__attribute__((visibility("default"))) int32_t nearzero_block_supported() {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#elif defined(__aarch64__)
  return 1;
#else
  return 0;
#endif
}

/** C += the sum over k of the products of packed panels of four; offsets and strides in bytes. */
__attribute__((visibility("default"))) void nearzero_block(char* memory, uint32_t a, uint32_t b, uint32_t c,
                                                           int32_t a_panels, int32_t b_panels, int32_t k,
                                                           int32_t c_stride) {
  const int64_t size = 4 * static_cast<int64_t>(k), stride = c_stride / 8;
  const double* left = reinterpret_cast<const double*>(memory + a);
  for (int32_t i = 0; i < a_panels; i++, left += size) {
    const double* right = reinterpret_cast<const double*>(memory + b);
    double* to = reinterpret_cast<double*>(memory + c) + 4 * i * stride;
    int32_t j = 0;
    for (; j + 3 <= b_panels; j += 3, right += 3 * size, to += 12) tile<3>(left, right, size, to, stride);
    if (b_panels - j == 2) tile<2>(left, right, size, to, stride);
    if (b_panels - j == 1) tile<1>(left, right, size, to, stride);
  }
}
}
