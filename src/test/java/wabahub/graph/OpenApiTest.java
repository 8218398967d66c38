package wabahub.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class OpenApiTest {
  private static JsonNode json(String text) {
    return new JsonMapper().readTree(text);
  }

  @Test
  void request_asDescribed_hasNoProblem() {
    assertThat(
            OpenApi.request(
                "POST",
                "/v25.0/123/register",
                Map.of("appsecret_proof", "00"),
                json("{\"messaging_product\":\"whatsapp\",\"pin\":\"123456\"}")))
        .isEmpty();
    assertThat(OpenApi.request("GET", "/v25.0/123/phone_numbers", Map.of("limit", "100"), null))
        .isEmpty();
  }

  @Test
  void request_wrongBody_isFound() {
    JsonNode body = json("{\"messaging_product\":\"whatsapp\",\"pin\":\"12345\",\"colour\":1}");
    assertThat(OpenApi.request("POST", "/v25.0/123/register", Map.of(), body))
        .hasSize(3)
        .anyMatch(problem -> problem.contains("colour"))
        .allMatch(problem -> problem.startsWith("body: "));
    assertThat(OpenApi.request("POST", "/v25.0/123/register", Map.of(), null))
        .containsExactly("body: missing");
  }

  @Test
  void request_wrongParameter_isFound() {
    assertThat(
            OpenApi.request(
                "GET", "/v25.0/123/phone_numbers", Map.of("limit", "101", "color", "1"), null))
        .hasSize(2)
        .anyMatch(problem -> problem.startsWith("query limit: "))
        .contains("query: unknown parameter color");
    assertThat(OpenApi.request("GET", "/v25.0/123/assigned_users", Map.of(), null))
        .containsExactly("query business: missing");
  }

  @Test
  void request_formInTheQuery_isRead() {
    assertThat(
            OpenApi.request(
                "POST",
                "/v25.0/123/assigned_users",
                Map.of("user", "5", "tasks", "[\"MANAGE\"]"),
                null))
        .isEmpty();
    assertThat(
            OpenApi.request(
                "POST",
                "/v25.0/123/assigned_users",
                Map.of("user", "5", "tasks", "[\"SING\"]"),
                null))
        .isNotEmpty();
  }

  @Test
  void answer_wrong_isFound() {
    assertThat(OpenApi.answer("POST", "/v25.0/123/register", 200, json("{\"success\":true}")))
        .isEmpty();
    assertThat(OpenApi.answer("POST", "/v25.0/123/register", 200, json("{\"success\":\"yes\"}")))
        .hasSize(1);
    assertThat(OpenApi.answer("POST", "/v25.0/123/register", 200, json("{}"))).hasSize(1);
    assertThat(OpenApi.answer("POST", "/v25.0/123/register", 204, json("{}"))).hasSize(1);
    assertThat(
            OpenApi.answer(
                "POST", "/v25.0/123/register", 400, json("{\"error\":{\"message\":\"no\"}}")))
        .hasSize(2);
    assertThat(
            OpenApi.answer(
                "GET",
                "/{Version}/{WABA-ID}",
                200,
                json("{\"id\":\"1\",\"name\":\"A\",\"currency\":\"dollars\"}")))
        .hasSize(1);
  }

  @Test
  void call_notDescribed_isToldApart() {
    assertThat(OpenApi.covers("POST", "/v25.0/123/register")).isTrue();
    assertThat(OpenApi.covers("GET", "/v25.0/123/register")).isFalse();
    assertThat(OpenApi.covers("GET", "/v25.0/oauth/access_token")).isFalse();
    assertThat(OpenApi.covers("GET", "/v25.0/debug_token")).isFalse();
    assertThat(OpenApi.covers("GET", "/v25.0/me")).isFalse();
    assertThat(OpenApi.answer("GET", "/v25.0/me", 200, json("{}")))
        .containsExactly("not described: GET /v25.0/me");
  }
}
