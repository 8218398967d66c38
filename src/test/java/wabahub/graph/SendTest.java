package wabahub.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static wabahub.graph.Bench.PHONE;
import static wabahub.graph.Bench.TOKEN;
import static wabahub.graph.Bench.WABA;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;
import wabahub.http.Json;

/// Messages: sent once, and it is said when nobody knows.
final class SendTest {
  @AutoClose private final Bench bench = new Bench();
  private final Meta meta = bench.meta;

  private static ObjectNode message() {
    ObjectNode message =
        Json.object().put("messaging_product", "whatsapp").put("to", "16315555555");
    message.put("type", "text").putObject("text").put("body", "Hello");
    return message;
  }

  private GraphException failing() {
    return catchThrowableOfType(
        GraphException.class, () -> bench.graph.send(TOKEN, PHONE, message()));
  }

  @Test
  void send_taken_returnsTheIdOfTheMessage() {
    meta.answer("{\"messages\":[{\"id\":\"wamid.X\"}]}");
    assertThat(bench.graph.send(TOKEN, PHONE, message())).isEqualTo("wamid.X");
    Meta.Seen seen = meta.only();
    assertThat(seen.path()).isEqualTo("/v25.0/" + PHONE + "/messages");
    assertThat(seen.body()).isEqualTo(Json.text(message()));
  }

  @ParameterizedTest
  @CsvSource({
    "200, {}, true",
    "200, <html>, true",
    "200, '', true",
    "502, <html>, true",
    "404, <html>, false",
    "429, '', false",
    "'500', '{\"error\":{\"code\":131016,\"message\":\"x\",\"is_transient\":true}}', false",
    "'400', '{\"error\":{\"code\":131047,\"message\":\"x\"}}', false"
  })
  void send_answered_isInDoubtUnlessMetaSaysNo(int status, String body, boolean inDoubt) {
    meta.answer(status, body);
    assertThat(failing().mayBeDone()).isEqualTo(inDoubt);
    // Whatever it was, it was not sent twice.
    assertThat(meta.seen()).hasSize(1);
  }

  @Test
  void send_connectionLost_isInDoubt() {
    meta.then(exchange -> exchange.close());
    assertThat(failing().mayBeDone()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"130429, 1", "131056, 1", "131048, 3600", "134101, 600"})
  void send_tooFast_isLaterAndPausesNothingElse(int code, int seconds) {
    meta.answer(400, "{\"error\":{\"code\":" + code + ",\"message\":\"x\"}}");
    assertThat(failing().failure())
        .isInstanceOfSatisfying(
            Failure.Later.class,
            later -> assertThat(later.after()).isEqualTo(Duration.ofSeconds(seconds)));
    meta.answer("{\"messages\":[{\"id\":\"wamid.X\"}]}");
    assertThat(bench.graph.send(TOKEN, PHONE, message())).isEqualTo("wamid.X");
  }

  @Test
  void failure_ofASend_doesNotSayToWhom() {
    meta.answer(400, "{\"error\":{\"code\":131026,\"message\":\"16315555555 is not there\"}}");
    assertThat(failing().failure().said()).doesNotContain("16315555555");
  }

  @Test
  void templates_areRead() {
    meta.answer(
        "{\"data\":[{\"name\":\"a\",\"language\":\"en\",\"status\":\"APPROVED\",\"category\":\"UTILITY\"}]}");
    List<Template> templates = bench.graph.templates(TOKEN, WABA);
    assertThat(templates).hasSize(1);
    assertThat(templates.getFirst().format()).isEqualTo("POSITIONAL");
  }
}
