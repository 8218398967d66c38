package wabahub.console;

/// A QR code to be drawn as SVG: a square of `size` modules, the quiet zone included, and the path
/// of its dark ones. Dark on light it has to stay, also on a dark page: not every camera reads the
/// other.
public record QrCode(int size, String path) {
  private static final int QUIET = 4;

  /// @throws IllegalArgumentException when the text is too long (about 2,900 bytes)
  static QrCode of(String text) {
    io.nayuki.qrcodegen.QrCode code =
        io.nayuki.qrcodegen.QrCode.encodeText(text, io.nayuki.qrcodegen.QrCode.Ecc.MEDIUM);
    StringBuilder path = new StringBuilder();
    for (int y = 0; y < code.size; y++) {
      for (int x = 0; x < code.size; x++) {
        if (code.getModule(x, y)) {
          int from = x;
          while (code.getModule(x + 1, y)) {
            x++;
          }
          row(path, from, x + 1, y);
        }
      }
    }
    return new QrCode(code.size + 2 * QUIET, path.toString());
  }

  /// A run of dark modules is one piece: without seams between them, and shorter.
  private static void row(StringBuilder path, int from, int to, int y) {
    int width = to - from;
    path.append("M%d %dh%dv1h-%dz".formatted(from + QUIET, y + QUIET, width, width));
  }
}
