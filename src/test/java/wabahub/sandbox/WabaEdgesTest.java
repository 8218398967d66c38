package wabahub.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import wabahub.sandbox.Bench.Reply;

/// Calls on a WABA.
final class WabaEdgesTest {
  private final Bench meta = Bench.solutionPartner();
  private final SignUp client = meta.sandbox.signUp(Wanted.of("Olive Tree").on("15550001111"));
  private final String token = meta.token(client);

  @AfterEach
  void close() {
    meta.close();
  }

  @Test
  void waba_withFields_hasThoseAndTheId() {
    JsonNode waba =
        meta.get(
                client.wabaId() + "?fields=id,name,currency,owner_business_info%7Bid,name%7D",
                token)
            .json();

    assertThat(waba.propertyNames())
        .containsExactly("id", "name", "currency", "owner_business_info");
    assertThat(waba.get("name").stringValue()).isEqualTo("Olive Tree");
    assertThat(waba.at("/owner_business_info/id").stringValue()).isEqualTo(client.businessId());
    assertThat(waba.at("/owner_business_info/name").stringValue()).isEqualTo("Olive Tree");
  }

  @Test
  void waba_withoutFields_isShort() {
    assertThat(meta.get(client.wabaId(), token).json().propertyNames())
        .containsExactlyInAnyOrder("id", "name", "timezone_id", "message_template_namespace");
  }

  @Test
  void phones_areGivenInPages() {
    for (int i = 0; i < 4; i++) {
      meta.sandbox.signUp(Wanted.of("Olive Tree").into(client.wabaId()).on("1555000222" + i));
    }
    List<String> found = new ArrayList<>();
    String after = "";
    int pages = 0;
    JsonNode page;
    do {
      page =
          meta.get(
                  client.wabaId()
                      + "/phone_numbers?limit=2&fields=id,display_phone_number&after="
                      + after,
                  token)
              .json();
      page.get("data").forEach(phone -> found.add(phone.get("display_phone_number").asString()));
      after = page.at("/paging/cursors/after").stringValue();
      pages++;
    } while (page.get("paging").has("next"));

    assertThat(pages).isEqualTo(3);
    assertThat(found)
        .containsExactly(
            "+1 555-000-1111",
            "+1 555-000-2220",
            "+1 555-000-2221",
            "+1 555-000-2222",
            "+1 555-000-2223");
    assertThat(meta.get(client.wabaId() + "/phone_numbers?after=x", token).error())
        .isEqualTo("400 100/0");
    assertThat(meta.get(client.wabaId() + "/phone_numbers?limit=x", token).error())
        .isEqualTo("400 100/0");
  }

  @Test
  void phones_ofAWabaWithoutNumbers_areNone() {
    SignUp empty = meta.sandbox.signUp(Wanted.of("Empty").ending(Wanted.Ending.FINISH_ONLY_WABA));

    JsonNode page = meta.get(empty.wabaId() + "/phone_numbers", meta.token(empty)).json();

    assertThat(page.get("data")).isEmpty();
    assertThat(page.has("paging")).isFalse();
  }

  @Test
  void subscribedApps_follow() {
    String path = client.wabaId() + "/subscribed_apps";
    assertThat(meta.get(path, token).json().get("data")).isEmpty();

    assertThat(meta.post(path, token, Map.of()).json().get("success").booleanValue()).isTrue();
    assertThat(
            meta.get(path, token).json().at("/data/0/whatsapp_business_api_data/id").stringValue())
        .isEqualTo(Bench.APP);

    assertThat(meta.call("DELETE", path, token, null).status()).isEqualTo(200);
    assertThat(meta.get(path, token).json().get("data")).isEmpty();
    assertThat(meta.post(path, Bench.APP + "|" + Bench.SECRET, Map.of()).error())
        .isEqualTo("403 200/0");
  }

  @Test
  void addPhone_addsOneThatHasToBeVerified() {
    Map<String, String> body =
        Map.of("cc", "1", "phone_number", "5550003333", "verified_name", "Second shop");
    Reply added = meta.post(client.wabaId() + "/phone_numbers", token, body);
    String id = added.json().get("id").stringValue();

    JsonNode phone = meta.get(id + "?fields=code_verification_status,verified_name", token).json();
    assertThat(phone.get("code_verification_status").stringValue()).isEqualTo("NOT_VERIFIED");
    assertThat(phone.get("verified_name").stringValue()).isEqualTo("Second shop");
    assertThat(
            meta.post(id + "/request_code?code_method=SMS&language=en_US", token, Map.of())
                .status())
        .isEqualTo(200);
    String code = meta.sandbox.codeOf("15550003333").orElseThrow();
    assertThat(meta.post(id + "/verify_code", token, Map.of("code", code)).status()).isEqualTo(200);
    assertThat(meta.post(client.wabaId() + "/phone_numbers", token, body).error())
        .isEqualTo("400 100/2388012");
    assertThat(
            meta.post(client.wabaId() + "/phone_numbers", token, Map.of("phone_number", "1"))
                .error())
        .isEqualTo("400 100/0");
  }

  @Test
  void systemUser_seesTheWabaOnceAssigned() {
    String me = meta.get("me", Bench.SYSTEM).json().get("id").stringValue();
    assertThat(meta.get(client.wabaId(), Bench.SYSTEM).error()).isEqualTo("400 100/33");
    String path = client.wabaId() + "/assigned_users";
    String users = path + "?business=" + Bench.BUSINESS;
    assertThat(meta.get(users, token).json().get("data")).isEmpty();

    assertThat(
            meta.post(path + "?user=" + me + "&tasks=%5B'MANAGE'%5D", Bench.SYSTEM, Map.of())
                .status())
        .isEqualTo(200);

    assertThat(meta.get(client.wabaId(), Bench.SYSTEM).status()).isEqualTo(200);
    assertThat(meta.get(users, token).json().at("/data/0/id").stringValue()).isEqualTo(me);
    assertThat(meta.get(path, token).error()).isEqualTo("400 100/0");
    assertThat(
            meta.post(path, Bench.SYSTEM, Map.of("user", "1", "tasks", List.of("MANAGE"))).error())
        .isEqualTo("400 100/0");
    assertThat(meta.post(path, Bench.SYSTEM, Map.of("user", me, "tasks", List.of("FLY"))).error())
        .isEqualTo("400 100/0");
    assertThat(meta.post("1/assigned_users", Bench.SYSTEM, Map.of()).error())
        .isEqualTo("400 100/33");
  }
}
