package wabahub.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static wabahub.graph.Bench.APP_SECRET;
import static wabahub.graph.Bench.PHONE;
import static wabahub.graph.Bench.SYSTEM_TOKEN;
import static wabahub.graph.Bench.TOKEN;
import static wabahub.graph.Bench.WABA;

import java.util.List;
import org.junit.jupiter.api.Test;
import wabahub.secrets.Secret;

/// Whatever Meta quotes, no secret comes back in a text.
final class SecrecyTest {
  private static final Secret CODE = new Secret("AQshortCode");
  private static final Secret PIN = new Secret("918273");

  @Test
  void secrets_quotedByMeta_areDots() {
    try (Bench bench = new Bench()) {
      Graph graph = bench.graph;
      List<Runnable> calls =
          List.of(
              () -> graph.exchange(CODE),
              () -> graph.debug(TOKEN),
              () -> graph.waba(TOKEN, WABA),
              () -> graph.register(TOKEN, PHONE, PIN),
              () -> graph.verifyCode("77", PIN.reveal()),
              () -> graph.addNumber("1"));
      for (Runnable call : calls) {
        bench.meta.error(400, 100, quoting());
        assertQuotesNothing(catchThrowable(call::run));
      }
      assertThat(bench.metrics()).doesNotContain(TOKEN.reveal(), APP_SECRET.reveal(), WABA, PHONE);
    }
  }

  private static String quoting() {
    return "Malformed "
        + String.join(
            " ",
            CODE.reveal(),
            TOKEN.reveal(),
            SYSTEM_TOKEN.reveal(),
            APP_SECRET.reveal(),
            "1234567890|" + APP_SECRET.reveal(),
            "EAAGnobodyHasSentThis0123456789");
  }

  private static void assertQuotesNothing(Throwable thrown) {
    assertThat(thrown).isInstanceOf(GraphException.class);
    String texts = thrown + " " + ((GraphException) thrown).failure();
    assertThat(texts)
        .contains("Malformed")
        .doesNotContain(
            TOKEN.reveal(), SYSTEM_TOKEN.reveal(), APP_SECRET.reveal(), "EAAGnobodyHasSentThis");
  }

  @Test
  void codePinAndNumber_quotedByMeta_areDots() {
    try (Bench bench = new Bench()) {
      bench.meta.error(400, 100, "Bad code " + CODE.reveal());
      assertThat(catchThrowable(() -> bench.graph.exchange(CODE))).hasMessage("100 Bad code •••");
      bench.meta.error(400, 133005, "Bad PIN " + PIN.reveal());
      assertThat(catchThrowable(() -> bench.graph.register(TOKEN, PHONE, PIN)))
          .hasMessage("133005 Bad PIN •••");
      bench.meta.error(400, 100, "Bad number +4915112345678");
      assertThat(catchThrowable(() -> bench.graph.addNumber("4915112345678")))
          .hasMessage("100 Bad number +•••");
    }
  }

  @Test
  void names_ofPermissions_stay() {
    try (Bench bench = new Bench()) {
      bench.meta.error(403, 200, "Requires whatsapp_business_management permission");
      assertThat(catchThrowable(() -> bench.graph.waba(TOKEN, WABA)))
          .hasMessage("200 Requires whatsapp_business_management permission");
    }
  }
}
