package wabahub.console;

import java.util.List;

/// One number, with its figures of one month.
public record NumberPage(
    Frame frame,
    Head head,
    Month month,
    Chart days,
    List<Category> categories,
    Chart months,
    Key key,
    List<Hook> hooks,
    HookPage.Form hookForm,
    boolean canDisconnect) {

  /// Which number it is, and how it is. `facts`: in their order; `link`: Meta's page about what is
  /// wrong, "" = none.
  public record Head(
      String path,
      String name,
      String business,
      String phone,
      boolean coexistence,
      String state,
      String tone,
      String reason,
      String cure,
      String link,
      List<Fact> facts) {}

  /// `key`: of its label; `code`: whether it is to be read letter by letter.
  public record Fact(String key, String value, boolean code) {}

  /// The figures of one month. `previous`, `next`: addresses of others, "" = none; `bill`: of its
  /// lines.
  public record Month(
      String name,
      String asOf,
      List<Fact> figures,
      String previous,
      String next,
      String bill,
      String billCsv) {}

  /// A figure finer than the three kinds; `kind`: what it counts as, "free" = nothing.
  public record Category(String name, String kind, String units) {}

  /// The API key. `shown`: "" while it is hidden; `masked`: the operator lets nobody see it.
  public record Key(String shown, boolean masked, String lastUsed, boolean isNew) {}

  /// A webhook in the list.
  public record Hook(String path, String name, String url, String events) {}
}
