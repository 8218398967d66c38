package wabahub.outbox;

/// What the webhooks of a number (id) are told. `id`: the same for the same happening, however
/// often it is written down (1 to 64 visible characters of ASCII). `name`: what the log calls it
/// (up to 64 characters). `at` in UNIX seconds. `lane`: notices of one lane are delivered in order
/// while all goes well (up to 15 characters). `body`: what is sent, JSON.
public record Notice(
    long numberId, String id, Topic topic, String name, long at, String lane, byte[] body) {
  /// @throws IllegalArgumentException when one of them is not of its form
  public Notice {
    if (!id.matches("[!-~]{1,64}") || name.length() > 64 || lane.length() > 15) {
      throw new IllegalArgumentException("a notice's id, name or lane is not of its form");
    }
  }
}
