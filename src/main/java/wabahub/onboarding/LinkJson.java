package wabahub.onboarding;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An onboarding as `/api/v1` shows it.
final class LinkJson {
  private LinkJson() {}

  static Map<String, Object> fields(Link link, String address) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("id", Long.toString(link.id()));
    fields.put("state", link.state().code());
    fields.put("whatsapp", link.whatsapp());
    fields.put("temporary", link.temporary());
    fields.put("coexistence", link.wish().coexistence());
    fields.put("reconnects", link.reconnects() != null);
    fields.put("reference", link.wish().reference());
    fields.put("onboarding_link", link.state().isLive() ? address : null);
    fields.put("created_at", time(link.createdAt()));
    fields.put("sign_ins", link.signIns());
    fields.put("signed_in_at", time(link.signedInAt()));
    fields.put("finished_at", time(link.finishedAt()));
    fields.put("problem", link.trouble() == null ? null : problem(link.trouble()));
    return fields;
  }

  private static Map<String, Object> problem(Link.Trouble trouble) {
    Problem.Shown shown = Problem.shown(trouble.problem());
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("code", shown.code());
    fields.put("sentence", shown.sentence());
    fields.put("cure", shown.cure());
    fields.put("meta_code", trouble.metaCode());
    fields.put("meta_said", trouble.metaSaid().isEmpty() ? null : trouble.metaSaid());
    return fields;
  }

  static List<Map<String, Object>> steps(List<Done> steps) {
    return steps.stream().map(LinkJson::step).toList();
  }

  private static Map<String, Object> step(Done done) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("step", done.step());
    fields.put("state", done.state());
    fields.put("attempts", done.attempts());
    fields.put("first_at", time(done.firstAt()));
    fields.put("last_at", time(done.lastAt()));
    fields.put("meta_code", done.metaCode());
    fields.put("meta_said", done.metaSaid().isEmpty() ? null : done.metaSaid());
    return fields;
  }

  private static @Nullable String time(@Nullable Long at) {
    return at == null ? null : Instant.ofEpochSecond(at).toString();
  }
}
