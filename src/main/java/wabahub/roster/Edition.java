package wabahub.roster;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import wabahub.http.Answer;
import wabahub.http.Call;

/// A list as it stands until it changes: whoever says that it has it need not get it again, and it
/// is compressed once, when the first one asks for that.
final class Edition {
  /// Below that there is nothing to gain.
  private static final int COMPRESSED_FROM = 1_024;

  private final byte[] plain;
  private final String tag;
  private byte @Nullable [] compressed;

  /// `tag`: letters, digits, dots; no other list ever has it, on whichever hub. `plain` must not
  /// change any more.
  Edition(byte[] plain, String tag) {
    this.plain = plain;
    this.tag = tag;
  }

  /// 200 with the list, compressed for those who take gzip; 304 for those who have it (RFC 9110,
  /// sections 8.8.3, 12.5.3 and 13.1.2).
  Answer answer(Call call) {
    boolean gzip = plain.length >= COMPRESSED_FROM && takesGzip(call);
    String etag = "\"" + tag + (gzip ? ".gzip\"" : "\"");
    Answer answer;
    if (elements(call.headers("If-None-Match")).anyMatch(known -> isSame(known, etag))) {
      answer = Answer.of(304, "", new byte[0]);
    } else if (gzip) {
      answer = Answer.of(200, Answer.JSON, compressed()).header("Content-Encoding", "gzip");
    } else {
      answer = Answer.of(200, Answer.JSON, plain);
    }
    return answer.header("ETag", etag).header("Vary", "Accept-Encoding");
  }

  private static boolean isSame(String known, String etag) {
    return known.equals("*") || known.equals(etag) || known.equals("W/" + etag);
  }

  private static boolean takesGzip(Call call) {
    return elements(call.headers("Accept-Encoding"))
        .map(coding -> coding.split(";", 2))
        .filter(coding -> coding[0].strip().equalsIgnoreCase("gzip"))
        .anyMatch(coding -> coding.length == 1 || !coding[1].strip().matches("[qQ]=0(\\.0*)?"));
  }

  private static Stream<String> elements(List<String> headers) {
    return headers.stream().flatMap(header -> Stream.of(header.split(","))).map(String::strip);
  }

  private synchronized byte[] compressed() {
    if (compressed == null) {
      ByteArrayOutputStream out = new ByteArrayOutputStream(plain.length / 4);
      try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
        gzip.write(plain);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      compressed = out.toByteArray();
    }
    return compressed;
  }
}
