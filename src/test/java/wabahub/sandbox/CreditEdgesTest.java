package wabahub.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import wabahub.sandbox.Bench.Reply;

/// The credit line.
final class CreditEdgesTest {
  private final Bench meta = Bench.solutionPartner();
  private final SignUp client = meta.sandbox.signUp(Wanted.of("Olive Tree"));
  private final String token = meta.token(client);

  @AfterEach
  void close() {
    meta.close();
  }

  private String line() {
    return meta.get(Bench.BUSINESS + "/extendedcredits?fields=id,legal_entity_name", Bench.SYSTEM)
        .json()
        .at("/data/0/id")
        .stringValue();
  }

  private void assign() {
    String me = meta.get("me", Bench.SYSTEM).json().get("id").stringValue();
    meta.post(
        client.wabaId() + "/assigned_users",
        Bench.SYSTEM,
        Map.of("user", me, "tasks", List.of("MANAGE")));
  }

  private Reply share(String wabaId, String currency) {
    return meta.post(
        line()
            + "/whatsapp_credit_sharing_and_attach?waba_id="
            + wabaId
            + "&waba_currency="
            + currency,
        Bench.SYSTEM,
        Map.of());
  }

  private JsonNode waba() {
    return meta.get(client.wabaId() + "?fields=currency,primary_funding_id", token).json();
  }

  @Test
  void share_paysForTheWaba() {
    assertThat(waba().has("primary_funding_id")).isFalse();
    assign();

    JsonNode shared = share(client.wabaId(), "EUR").json();

    String allocation = shared.get("allocation_config_id").stringValue();
    assertThat(shared.get("waba_id").stringValue()).isEqualTo(client.wabaId());
    assertThat(waba().get("currency").stringValue()).isEqualTo("EUR");
    assertThat(
            meta.get(allocation + "?fields=receiving_credential%7Bid%7D", Bench.SYSTEM)
                .json()
                .at("/receiving_credential/id"))
        .isEqualTo(waba().get("primary_funding_id"));
    assertThat(meta.get(allocation, token).error()).isEqualTo("403 200/0");
  }

  @Test
  void share_again_isTheSameAndKeepsTheCurrency() {
    assign();
    JsonNode first = share(client.wabaId(), "EUR").json();

    assertThat(share(client.wabaId(), "EUR").json()).isEqualTo(first);
    assertThat(share(client.wabaId(), "USD").error()).isEqualTo("400 100/0");
  }

  @Test
  void share_withoutTheSystemUser_isRefused() {
    assertThat(share(client.wabaId(), "EUR").error()).isEqualTo("403 200/0");
  }

  @Test
  void share_withWrongParameters_isRefused() {
    assign();
    assertThat(share(client.wabaId(), "XXX").error()).isEqualTo("400 100/0");
    assertThat(share("1", "EUR").error()).isEqualTo("400 100/33");
    assertThat(meta.post("1/whatsapp_credit_sharing_and_attach", Bench.SYSTEM, Map.of()).error())
        .isEqualTo("400 100/33");
    assertThat(meta.get(Bench.BUSINESS + "/extendedcredits", token).error()).isEqualTo("403 200/0");
  }
}
