package wabahub.console;

import org.jspecify.annotations.Nullable;
import wabahub.http.Call;
import wabahub.http.Form;

/// A request of somebody who is signed in. `base`: the beginning of the addresses of the partner
/// who is looked at, "" when none is.
record Visit(Call call, Speech speech, Session session, Frame.Who who, Frame.Files files) {
  private static final int FORM_BYTES = 64 * 1024;

  static Form form(Call call) {
    return call.form(FORM_BYTES);
  }

  Form form() {
    return form(call);
  }

  String say(String key, Object... values) {
    return speech.say(key, values);
  }

  /// `address`: of the page itself below [Frame.Who#base].
  Frame frame(@Nullable Section section, String title, String address) {
    String said = call.query("said").orElse("");
    return new Frame(
        speech,
        title,
        section,
        who,
        who.base() + address,
        files,
        speech.knows("said." + said) ? said : "");
  }
}
