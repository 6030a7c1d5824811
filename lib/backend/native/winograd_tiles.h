// Winograd's transforms, F(2 × 2, 3 × 3) (Lavin & Gray 2016, "Fast algorithms for convolutional neural networks", section
// 4.1), for the instruction set that tiles.cc is being compiled for. Included there, behind its vectors.
//
//   y = Aᵀ [(G g Gᵀ) ⊙ (Bᵀ d B)] A, with d of 4 × 4 pixels, g of 3 × 3 taps and y of 2 × 2 pixels
#pragma once

namespace {

/** The first so many lanes, zeros behind them. */
INLINE Vector load_part(const float* from, int64_t count) {
  if (count >= kLanes) return load(from);
  Vector part = {};
  for (int64_t i = 0; i < count; i++) part[i] = from[i];
  return part;
}

INLINE void store_part(float* to, Vector value, int64_t count) {
  if (count >= kLanes) return store(to, value);
  for (int64_t i = 0; i < count; i++) to[i] = value[i];
}

/** Bᵀ of four. */
INLINE void spread4(const Vector& a, const Vector& b, const Vector& c, const Vector& d, Vector (&to)[4]) {
  to[0] = a - c;
  to[1] = b + c;
  to[2] = c - b;
  to[3] = b - d;
}

void spread(const float* x, int64_t count, int64_t channels, int64_t row, float* out, int64_t pitch, int64_t plane) {
  for (int64_t tile = 0; tile < count; tile++, x += 2 * channels, out += pitch) {
    for (int64_t k = 0; k < channels; k += kLanes) {
      const float* from = x + k;
      Vector rows[4][4];
#pragma GCC unroll 4
      for (int j = 0; j < 4; j++) {
        const float* at = from + j * channels;
        Vector column[4];
        spread4(load(at), load(at + row), load(at + 2 * row), load(at + 3 * row), column);
#pragma GCC unroll 4
        for (int i = 0; i < 4; i++) rows[i][j] = column[i];
      }
#pragma GCC unroll 4
      for (int i = 0; i < 4; i++) {
        Vector line[4];
        spread4(rows[i][0], rows[i][1], rows[i][2], rows[i][3], line);
#pragma GCC unroll 4
        for (int j = 0; j < 4; j++) store(out + (4 * i + j) * plane + k, line[j]);
      }
    }
  }
}

bool gather(const float* m, int64_t count, int64_t pitch, int64_t plane, const WinogradOut& to) {
  Vector flag = {};
  for (int64_t tile = 0; tile < count; tile++, m += pitch) {
    const bool right = 2 * tile + 1 < to.columns;
    for (int64_t k = 0; k < to.channels; k += kLanes) {
      const int64_t there = to.channels - k;
      Vector rows[2][4];
#pragma GCC unroll 4
      for (int j = 0; j < 4; j++) {
        const Vector a = load(m + j * plane + k), b = load(m + (4 + j) * plane + k);
        const Vector c = load(m + (8 + j) * plane + k), d = load(m + (12 + j) * plane + k);
        rows[0][j] = a + b + c;
        rows[1][j] = b - c - d;
      }
      const Vector bias = to.bias == nullptr ? Vector{} : load_part(to.bias + k, there);
#pragma GCC unroll 2
      for (int i = 0; i < 2; i++) {
        if (i == to.rows) break;
        const Vector y[2] = {rows[i][0] + rows[i][1] + rows[i][2], rows[i][1] - rows[i][2] - rows[i][3]};
#pragma GCC unroll 2
        for (int j = 0; j < 2; j++) {
          if (j == 1 && !right) break;
          flag += y[j] * 0.0f;
          const int64_t at = i * to.row + (2 * tile + j) * to.step + k;
          Vector sum = y[j] + bias;
          if (to.beside != nullptr) sum += load_part(to.beside + at, there);
          store_part(to.y + at, sum, there);
        }
      }
    }
  }
  bool finite = true;
  for (int i = 0; i < kLanes; i++) finite = finite && flag[i] == 0.0f;
  return finite;
}

void widen(const float* y, int64_t count, int64_t channels, int64_t row, int64_t rows, int64_t columns, float* out,
           int64_t pitch, int64_t plane) {
  for (int64_t tile = 0; tile < count; tile++, out += pitch) {
    const bool right = 2 * tile + 1 < columns;
    const float* from = y + 2 * tile * channels;
    for (int64_t k = 0; k < channels; k += kLanes) {
      const int64_t there = channels - k;
      Vector d[2][2] = {};
      d[0][0] = load_part(from + k, there);
      if (right) d[0][1] = load_part(from + channels + k, there);
      if (rows > 1) d[1][0] = load_part(from + row + k, there);
      if (rows > 1 && right) d[1][1] = load_part(from + row + channels + k, there);
      const Vector lines[4][2] = {{d[0][0], d[0][1]},
                                  {d[0][0] + d[1][0], d[0][1] + d[1][1]},
                                  {d[0][0] - d[1][0], d[0][1] - d[1][1]},
                                  {-d[1][0], -d[1][1]}};
#pragma GCC unroll 4
      for (int i = 0; i < 4; i++) {
        float* to = out + 4 * i * plane + k;
        store(to, lines[i][0]);
        store(to + plane, lines[i][0] + lines[i][1]);
        store(to + 2 * plane, lines[i][0] - lines[i][1]);
        store(to + 3 * plane, -lines[i][1]);
      }
    }
  }
}

/** G of three. */
INLINE void filter4(const Vector& a, const Vector& b, const Vector& c, Vector (&to)[4]) {
  const Vector outer = (a + c) * 0.5f, middle = b * 0.5f;
  to[0] = a;
  to[1] = outer + middle;
  to[2] = outer - middle;
  to[3] = c;
}

void filter(const float* taps, int64_t tap, int64_t terms, int64_t term, int64_t columns, int64_t width, float* out,
            int64_t plane) {
  for (int64_t k = 0; k < terms; k++, taps += term, out += width) {
    for (int64_t v = 0; v < width; v += kLanes) {
      Vector rows[4][3];
#pragma GCC unroll 3
      for (int j = 0; j < 3; j++) {
        const float* at = taps + j * tap + v;
        Vector column[4];
        filter4(load_part(at, columns - v), load_part(at + 3 * tap, columns - v), load_part(at + 6 * tap, columns - v),
                column);
#pragma GCC unroll 4
        for (int i = 0; i < 4; i++) rows[i][j] = column[i];
      }
#pragma GCC unroll 4
      for (int i = 0; i < 4; i++) {
        Vector line[4];
        filter4(rows[i][0], rows[i][1], rows[i][2], line);
#pragma GCC unroll 4
        for (int j = 0; j < 4; j++) store(out + (4 * i + j) * plane + v, line[j]);
      }
    }
  }
}

bool taps(const float* m, int64_t count, int64_t plane, float* out, int64_t tap) {
  Vector flag = {};
  for (int64_t k = 0; k < count; k += kLanes) {
    const int64_t there = count - k;
    Vector rows[3][4];
#pragma GCC unroll 4
    for (int j = 0; j < 4; j++) {
      const float* at = m + j * plane + k;
      const Vector a = load_part(at, there), b = load_part(at + 4 * plane, there) * 0.5f;
      const Vector c = load_part(at + 8 * plane, there) * 0.5f, d = load_part(at + 12 * plane, there);
      rows[0][j] = a + (b + c);
      rows[1][j] = b - c;
      rows[2][j] = (b + c) + d;
    }
#pragma GCC unroll 3
    for (int i = 0; i < 3; i++) {
      const Vector b = rows[i][1] * 0.5f, c = rows[i][2] * 0.5f;
      const Vector line[3] = {rows[i][0] + (b + c), b - c, (b + c) + rows[i][3]};
#pragma GCC unroll 3
      for (int j = 0; j < 3; j++) {
        flag += line[j] * 0.0f;
        store_part(out + (3 * i + j) * tap + k, line[j], there);
      }
    }
  }
  bool finite = true;
  for (int i = 0; i < kLanes; i++) finite = finite && flag[i] == 0.0f;
  return finite;
}

}  // namespace
