package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import wabahub.TestHub.Account;
import wabahub.TestHub.Reply;

/// Somebody at the console with a browser that runs no scripts: keeps cookies, fills in forms.
final class ConsoleUser {
  static final String SESSION = "wabahub_session";
  private static final Pattern CSRF = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"");

  final Map<String, String> cookies = new HashMap<>();
  private final HubCalls hub;

  ConsoleUser(HubCalls hub) {
    this.hub = hub;
  }

  /// A partner who has signed in.
  static ConsoleUser of(HubCalls hub, Account account) {
    ConsoleUser user = new ConsoleUser(hub);
    assertThat(user.signIn(account.clientId(), account.clientSecret()).status()).isEqualTo(303);
    return user;
  }

  /// The operator, signed in.
  static ConsoleUser operator(HubCalls hub) {
    ConsoleUser user = new ConsoleUser(hub);
    assertThat(user.signInOperator(TestHub.ADMIN_TOKEN).status()).isEqualTo(303);
    return user;
  }

  Reply signIn(String clientId, String clientSecret) {
    return signIn(Map.of("kind", "partner", "client_id", clientId, "client_secret", clientSecret));
  }

  Reply signInOperator(String token) {
    return signIn(Map.of("kind", "operator", "admin_token", token));
  }

  Reply signIn(Map<String, String> fields) {
    String csrf = csrf(get("/console/sign-in"));
    Map<String, String> all = new HashMap<>(fields);
    all.putIfAbsent("csrf", csrf);
    return send("/console/sign-in", all);
  }

  Reply get(String path) {
    return kept(hub.call("GET", path, headers(), null));
  }

  /// A form of a page, with the token that is in it.
  Reply post(String page, String path, Map<String, String> fields) {
    Map<String, String> all = new LinkedHashMap<>(fields);
    all.put("csrf", csrf(get(page)));
    return send(path, all);
  }

  /// Exactly these fields.
  Reply send(String path, Map<String, String> fields) {
    List<String> headers = new ArrayList<>(headers());
    headers.addAll(List.of("Content-Type", "application/x-www-form-urlencoded"));
    String body =
        fields.entrySet().stream()
            .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
            .collect(Collectors.joining("&"));
    return kept(hub.call("POST", path, headers, body));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /// The token of the forms of a page.
  static String csrf(Reply page) {
    Matcher matcher = CSRF.matcher(page.text());
    assertThat(matcher.find()).as(page.text()).isTrue();
    return matcher.group(1);
  }

  private List<String> headers() {
    String cookie =
        cookies.entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .collect(Collectors.joining("; "));
    return cookie.isEmpty() ? List.of() : List.of("Cookie", cookie);
  }

  private Reply kept(Reply reply) {
    for (String header : reply.raw().headers().allValues("Set-Cookie")) {
      String pair = header.substring(0, header.indexOf(';'));
      String name = pair.substring(0, pair.indexOf('='));
      String value = pair.substring(pair.indexOf('=') + 1);
      if (value.isEmpty()) {
        cookies.remove(name);
      } else {
        cookies.put(name, value);
      }
    }
    return reply;
  }

  static String location(Reply reply) {
    return reply.raw().headers().firstValue("Location").orElse("");
  }
}
