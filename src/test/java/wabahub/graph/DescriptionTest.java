package wabahub.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static wabahub.graph.Bench.PHONE;
import static wabahub.graph.Bench.TOKEN;
import static wabahub.graph.Bench.WABA;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import wabahub.secrets.Secret;

/// Our calls against Meta's description of them. What it does not hold, and where Meta's
/// documentation says otherwise, is written down in docs/rationale.md; here stands the exact list.
final class DescriptionTest {
  /// A call with answers as the documentation shows them, the last of which is its own; those
  /// before are of the calls that it needs. `template`: its path in the description, or the same in
  /// the documentation's words where the description has none.
  private record Case(Edge edge, String template, List<String> answers, Call call) {
    interface Call {
      void on(Graph graph);
    }

    static Case of(Edge edge, String template, String answer, Call call) {
      return new Case(edge, template, List.of(answer), call);
    }
  }

  private static final String SUCCESS = "{\"success\":true}";
  private static final String ID = "{\"id\":\"77\"}";
  private static final String NO_FUNDING = "{\"id\":\"77\",\"name\":\"Lucky Shrub\"}";
  private static final String LINES = "{\"data\":[{\"id\":\"5\",\"legal_entity_name\":\"A\"}]}";
  private static final String SYNC = "{\"messaging_product\":\"whatsapp\",\"request_id\":\"r\"}";
  private static final String POOL = "/{Version}/{Pre-Verified-Phone-Number-ID}";

  private static final String NUMBER =
      """
      {"id":"106540352242922","display_phone_number":"+1 631-555-5555","verified_name":"Lucky Shrub",
       "quality_rating":"GREEN","code_verification_status":"VERIFIED","name_status":"APPROVED",
       "status":"CONNECTED","platform_type":"CLOUD_API","is_on_biz_app":false}
      """;

  private static final ObjectNode MESSAGE =
      (ObjectNode)
          json(
              """
              {"messaging_product":"whatsapp","recipient_type":"individual","to":"16315555555",
               "type":"text","text":{"body":"Hello","preview_url":true}}
              """);

  private static final List<Case> CASES =
      List.of(
          Case.of(
              Edge.EXCHANGE,
              "/{Version}/oauth/access_token",
              "{\"access_token\":\"EAAnew\",\"token_type\":\"bearer\"}",
              graph -> graph.exchange(new Secret("AQ"))),
          Case.of(
              Edge.DEBUG_TOKEN,
              "/{Version}/debug_token",
              "{\"data\":{\"app_id\":\"1\",\"is_valid\":true}}",
              graph -> graph.debug(TOKEN)),
          Case.of(
              Edge.WABA,
              "/{Version}/{WABA-ID}",
              "{\"id\":\"1\",\"name\":\"A\",\"currency\":\"EUR\",\"primary_funding_id\":\"5\"}",
              graph -> graph.waba(TOKEN, WABA)),
          Case.of(
              Edge.PHONES,
              "/{Version}/{WABA-ID}/phone_numbers",
              "{\"data\":[" + NUMBER + "],\"paging\":{\"cursors\":{\"after\":\"A\"}}}",
              graph -> graph.phones(TOKEN, WABA)),
          Case.of(
              Edge.PHONE,
              "/{Version}/{Phone-Number-ID}",
              NUMBER,
              graph -> graph.phone(TOKEN, PHONE)),
          Case.of(
              Edge.SUBSCRIBE,
              "/{Version}/{WABA-ID}/subscribed_apps",
              SUCCESS,
              graph -> graph.subscribe(TOKEN, WABA)),
          Case.of(
              Edge.SUBSCRIPTIONS,
              "/{Version}/{WABA-ID}/subscribed_apps",
              "{\"data\":[{\"whatsapp_business_api_data\":{\"id\":\"1\",\"name\":\"A\"}}]}",
              graph -> graph.isSubscribed(TOKEN, WABA)),
          Case.of(
              Edge.UNSUBSCRIBE,
              "/{Version}/{WABA-ID}/subscribed_apps",
              SUCCESS,
              graph -> graph.unsubscribe(TOKEN, WABA)),
          Case.of(
              Edge.REGISTER,
              "/{Version}/{Phone-Number-ID}/register",
              SUCCESS,
              graph -> graph.register(TOKEN, PHONE, new Secret("123456"))),
          Case.of(
              Edge.DEREGISTER,
              "/{Version}/{Phone-Number-ID}/deregister",
              SUCCESS,
              graph -> graph.deregister(TOKEN, PHONE)),
          Case.of(
              Edge.SYNC_CONTACTS,
              "/{Version}/{Phone-Number-ID}/smb_app_data",
              SYNC,
              graph -> graph.sync(TOKEN, PHONE, Sync.CONTACTS)),
          Case.of(
              Edge.SYNC_HISTORY,
              "/{Version}/{Phone-Number-ID}/smb_app_data",
              SYNC,
              graph -> graph.sync(TOKEN, PHONE, Sync.HISTORY)),
          Case.of(
              Edge.ADD_NUMBER,
              "/{Version}/{Business-ID}/add_phone_numbers",
              ID,
              graph -> graph.addNumber("16315555555")),
          Case.of(
              Edge.PREVERIFIED_LIST,
              "/{Version}/{Business-ID}/preverified_numbers",
              "{\"data\":[{\"id\":\"77\",\"phone_number\":\"+16315555555\"}]}",
              graph -> graph.findNumber("16315555555")),
          Case.of(
              Edge.REQUEST_CODE,
              POOL + "/request_code",
              SUCCESS,
              graph -> graph.requestCode("77", CodeMethod.SMS, "en_US")),
          Case.of(
              Edge.VERIFY_CODE,
              POOL + "/verify_code",
              SUCCESS,
              graph -> graph.verifyCode("77", "123456")),
          Case.of(Edge.REMOVE_NUMBER, POOL, SUCCESS, graph -> graph.removeNumber("77")),
          new Case(
              Edge.ME,
              "/{Version}/me",
              List.of(ID),
              graph -> {
                Failure failure = Bench.failure(() -> graph.assignSystemUser(TOKEN, WABA));
                assertThat(failure).isInstanceOf(Failure.Later.class);
              }),
          new Case(
              Edge.ASSIGN_USER,
              "/{Version}/{WhatsApp-Business-Account-ID}/assigned_users",
              List.of(ID, SUCCESS),
              graph -> graph.assignSystemUser(TOKEN, WABA)),
          new Case(
              Edge.CREDIT_LINES,
              "/{Version}/{Business-ID}/extendedcredits",
              List.of(NO_FUNDING, LINES),
              graph -> Bench.failure(() -> graph.shareCredit(TOKEN, WABA, "EUR"))),
          new Case(
              Edge.SHARE_CREDIT,
              "/{Version}/{Credit-Line-ID}/whatsapp_credit_sharing_and_attach",
              List.of(NO_FUNDING, LINES, "{\"allocation_config_id\":\"9\",\"waba_id\":\"77\"}"),
              graph -> graph.shareCredit(TOKEN, WABA, "EUR")),
          Case.of(
              Edge.SEND,
              "/{Version}/{Phone-Number-ID}/messages",
              "{\"messaging_product\":\"whatsapp\",\"contacts\":[{\"input\":\"1\",\"wa_id\":\"1\"}],"
                  + "\"messages\":[{\"id\":\"wamid.X\"}]}",
              graph -> graph.send(TOKEN, PHONE, MESSAGE)),
          Case.of(
              Edge.MARK_READ,
              "/{Version}/{Phone-Number-ID}/messages",
              SUCCESS,
              graph -> graph.markRead(TOKEN, PHONE, "wamid.X")),
          Case.of(
              Edge.TEMPLATES,
              "/{Version}/{WABA-ID}/message_templates",
              "{\"data\":[{\"name\":\"a\",\"language\":\"en\",\"status\":\"APPROVED\","
                  + "\"category\":\"UTILITY\",\"components\":[]}]}",
              graph -> graph.templates(TOKEN, WABA)));

  private final Set<Edge> missing = new TreeSet<>();
  private final List<String> contradictions = new ArrayList<>();

  private void check(Case call) {
    try (Bench bench = new Bench()) {
      call.answers().forEach(bench.meta::answer);
      call.call().on(bench.graph);
      Meta.Seen seen = bench.meta.seen().get(call.answers().size() - 1);
      if (!OpenApi.covers(seen.method(), call.template())) {
        assertThat(OpenApi.covers(seen.method(), seen.path())).as(seen.path()).isFalse();
        missing.add(call.edge());
        return;
      }
      JsonNode body = seen.body().isEmpty() ? null : json(seen.body());
      note(call, OpenApi.request(seen.method(), seen.path(), seen.query(), body));
      note(call, OpenApi.request(seen.method(), call.template(), seen.query(), body));
      JsonNode answer = json(call.answers().getLast());
      note(call, OpenApi.answer(seen.method(), call.template(), 200, answer));
    }
  }

  private void note(Case call, List<String> problems) {
    // Of messages the description closes each type to the fields that all of them share.
    boolean message = call.edge() == Edge.SEND || call.edge() == Edge.MARK_READ;
    problems.stream()
        .filter(problem ->
            !message || !problem.startsWith("body: : ") && !problem.startsWith("body: /type: "))
        .forEach(problem -> contradictions.add(call.edge() + " " + problem));
  }

  private static JsonNode json(String text) {
    return new JsonMapper().readTree(text);
  }

  @Test
  void calls_areAsMetaDescribesThem() {
    assertThat(CASES.stream().map(Case::edge)).containsExactlyInAnyOrder(Edge.values());
    CASES.forEach(this::check);
    assertThat(missing)
        .containsExactlyInAnyOrder(
            Edge.EXCHANGE,
            Edge.DEBUG_TOKEN,
            Edge.SYNC_CONTACTS,
            Edge.SYNC_HISTORY,
            Edge.ME,
            Edge.SHARE_CREDIT);
    assertThat(contradictions.stream().distinct())
        .containsExactlyInAnyOrder(
            // The state of every number that works.
            "PHONES answer: /data/0/status: does not have a value in the enumeration"
                + " [\"PENDING\", \"LINKED\", \"UNLINKED\", \"DELETED\", \"MIGRATED\","
                + " \"BANNED\", \"RESTRICTED\"]",
            "PREVERIFIED_LIST answer: /data/0: required property 'display_phone_number' not found",
            "PREVERIFIED_LIST answer: /data/0: required property 'verification_status' not found",
            "CREDIT_LINES query: unknown parameter fields",
            // Parameters of every list.
            "TEMPLATES query: unknown parameter fields",
            "TEMPLATES query: unknown parameter limit");
  }

  @Test
  void fields_askedForButNotDescribed_areKnown() {
    assertThat(undescribed("WhatsAppBusinessAccountPhoneNumber", PhoneJson.FIELDS))
        .containsExactlyInAnyOrder(
            "name_status",
            "platform_type",
            "is_on_biz_app",
            "last_onboarded_time",
            "health_status");
    assertThat(
            undescribed(
                "WhatsAppBusinessAccount",
                "id,name,currency,owner_business_info,primary_funding_id"))
        .containsExactlyInAnyOrder("owner_business_info", "primary_funding_id");
  }

  private static Set<String> undescribed(String schema, String fields) {
    return Arrays.stream(fields.split(","))
        .filter(field -> !OpenApi.fields(schema).contains(field))
        .collect(Collectors.toSet());
  }

  @Test
  void errors_ofTheStandIn_areAsDescribed() {
    JsonNode error =
        json(
            "{\"error\":{\"message\":\"m\",\"type\":\"OAuthException\",\"code\":1,\"fbtrace_id\":\"A\"}}");
    assertThat(Stream.of(400, 401, 403, 429, 500, 503))
        .allSatisfy(status ->
            assertThat(OpenApi.answer("POST", "/v25.0/1/register", status, error)).isEmpty());
  }
}
