package wabahub.onboarding;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// The hub's steps as the client sees them: fewer, and in its words.
enum Stages {
  ACCOUNT("exchange check"),
  MESSAGES("subscribe assign credit"),
  NUMBER("register"),
  HISTORY("contacts history"),
  LIVE("finish");

  private final String covers;

  Stages(String covers) {
    this.covers = covers;
  }

  /// Those of a link. `coexistence`: of its number; `step`: code of the step that it is at, "" =
  /// none.
  static List<Page.Stage> of(Link link, boolean coexistence, String step) {
    Stages other = coexistence ? NUMBER : HISTORY;
    List<Stages> all = Arrays.stream(values()).filter(stage -> stage != other).toList();
    int now = 0;
    for (int i = 0; i < all.size(); i++) {
      if (List.of(all.get(i).covers.split(" ")).contains(step)) {
        now = i;
      }
    }
    List<Page.Stage> shown = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      boolean isDone = i < now || link.state() == State.FINISHED;
      String key = "step." + all.get(i).name().toLowerCase(Locale.ROOT);
      shown.add(
          new Page.Stage(key, all.get(i).covers, isDone ? "done" : i == now ? "now" : "later"));
    }
    return shown;
  }
}
