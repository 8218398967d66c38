package wabahub.graph;

import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/// What Meta's documentation promises of an answer; one that lacks it is not believed.
enum Promise {
  SUCCESS(json -> json.path("success").asBoolean(false)),
  ID(json -> json.path("id").asString("").matches(Ask.ID)),
  LIST(json -> json.path("data").isArray()),
  RECORD(json -> json.path("data").isObject()),
  TOKEN(json -> json.path("access_token").asString("").matches(Pass.TOKEN)),
  REQUEST(json -> !json.path("request_id").asString("").isEmpty()),
  MESSAGE(json -> !json.path("messages").path(0).path("id").asString("").isEmpty()),
  ALLOCATION(json -> !json.path("allocation_config_id").asString("").isEmpty());

  private final Predicate<JsonNode> test;

  Promise(Predicate<JsonNode> test) {
    this.test = test;
  }

  boolean isKeptBy(JsonNode json) {
    return test.test(json);
  }
}
