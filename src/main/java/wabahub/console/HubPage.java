package wabahub.console;

import java.util.List;

/// The operator's first page: how the hub is, and the partners with what they come to.
///
/// @param typed the form for a new partner
public record HubPage(
    Frame frame,
    List<Card> cards,
    boolean anyPartner,
    List<Row> partners,
    Typed typed,
    String previous,
    String next) {

  /// What is worth a look. `tone`: `good`, `warn` or `bad`; `link`: where there is more.
  public record Card(String title, String value, String tone, String link) {}

  /// A partner. `link`: of its numbers; `manage`: of the operator's page about it; `figures`:
  /// numbers, conversations this month, open links.
  public record Row(
      String name, String link, String manage, boolean suspended, List<String> figures) {}
}
