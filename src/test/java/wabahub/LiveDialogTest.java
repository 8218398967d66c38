package wabahub;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import wabahub.Chromium.Visitor;
import wabahub.http.Json;
import wabahub.sandbox.Sandbox;
import wabahub.sandbox.SignUp;
import wabahub.sandbox.Wanted;

/// The page of a hub in earnest: what it says to Meta's script, and whom it believes. Meta's two
/// addresses are answered by the test.
final class LiveDialogTest {
  private static final String SDK = "https://connect.facebook.net/en_US/sdk.js";
  private static final String DIALOG = "https://www.facebook.com/dialog";

  /// As Meta's: opens a dialog, and calls back when that has a code. A message of the page's own
  /// origin comes at the very end.
  private static final String SCRIPT =
      """
      window.FB = {
        init(options) { window.inited = options; },
        login(callback, options) {
          window.asked = options;
          window.open('%s');
          window.addEventListener('message', event => {
            if (event.data.code) {
              window.postMessage({type: 'WA_EMBEDDED_SIGNUP', event: 'FINISH', data: {waba_id: 'of-somebody-else'}});
              setTimeout(() => callback({authResponse: {code: event.data.code}}), 100);
            }
          });
        }
      };
      window.fbAsyncInit();
      """
          .formatted(DIALOG);

  private static void fulfill(Route route, String type, String body) {
    route.fulfill(new Route.FulfillOptions().setContentType(type).setBody(body));
  }

  @Test
  void client_signsIn_isLiveByWhatMetaSays() {
    Sandbox.Settings app = Sandbox.Settings.of(Meta.APP_ID, TestHub.APP_SECRET);
    try (Sandbox meta = new Sandbox(app, java.time.InstantSource.system());
        Chromium chromium = Chromium.open();
        RunningHub hub =
            new RunningHub(
                Map.of(
                    "WABAHUB_SANDBOX",
                    "off",
                    "WABAHUB_META_APP_SECRET",
                    TestHub.APP_SECRET,
                    "WABAHUB_META_APP_ID",
                    Meta.APP_ID,
                    "WABAHUB_META_CONFIG_ID",
                    "606060606",
                    "WABAHUB_META_GRAPH_URL",
                    meta.url().toString()));
        Visitor visitor = chromium.visitor(360)) {
      meta.hub(hub.uri("/"));
      SignUp signUp = meta.signUp(Wanted.of("Olive Tree").on("447700900157"));
      String dialog =
          "<script>opener.postMessage(%s, '*'); opener.postMessage({code: '%s'}, '*');</script>"
              .formatted(Json.text(signUp.session()), signUp.code());
      visitor.context.route(SDK, route -> fulfill(route, "text/javascript", SCRIPT));
      visitor.context.route(DIALOG, route -> fulfill(route, "text/html", dialog));
      List<String> handed = new ArrayList<>();
      visitor.page.onRequest(request -> {
        if (request.url().contains("/sign-in")) {
          handed.add(request.postData());
        }
      });

      visitor.page.navigate(hub.uri(hub.link(Map.of("business_name", "Olive Tree"))).toString());
      visitor.page.waitForPopup(() -> visitor.page.click("#begin"));
      assertThat(visitor.page.locator("#page")).hasAttribute("data-view", "finished");

      assertThat(visitor.page.evaluate("() => inited.appId + ' ' + inited.version"))
          .isEqualTo(Meta.APP_ID + " v25.0");
      assertThat(visitor.page.evaluate("() => JSON.stringify(asked)"))
          .isEqualTo(
              "{\"config_id\":\"606060606\",\"response_type\":\"code\","
                  + "\"override_default_response_type\":true,\"extras\":{\"setup\":{\"business\":"
                  + "{\"name\":\"Olive Tree\"}},\"featureType\":\"\",\"sessionInfoVersion\":\"3\"}}");
      assertThat(handed)
          .singleElement()
          .asString()
          .contains(signUp.wabaId())
          .doesNotContain("of-somebody-else");
      assertThat(visitor.hosts())
          .containsExactlyInAnyOrder(
              hub.uri("/").getAuthority(), "connect.facebook.net", "www.facebook.com");
      assertThat(hub.list(hub.partner).get("totalWhatsApp").asInt()).isEqualTo(1);
      visitor.expectNoErrors();
    }
  }
}
