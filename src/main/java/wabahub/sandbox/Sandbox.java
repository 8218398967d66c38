package wabahub.sandbox;

import java.net.URI;
import java.time.InstantSource;

/// A stand-in for Meta: makes webhooks as Meta does and posts them, signed, to the hub over HTTP.
public final class Sandbox {
  private final Poster poster;
  private final Shapes shapes;

  /// `hub`: its address. `appSecret`: signs the webhooks.
  public Sandbox(URI hub, String appSecret, InstantSource clock) {
    this.poster = new Poster(hub, appSecret);
    this.shapes = new Shapes(clock);
  }

  /// A business's number. Each method posts what Meta would, and returns when the hub has
  /// acknowledged it.
  ///
  /// @throws IllegalStateException when the hub refuses
  public interface Phone {
    /// A message to a customer, delivered and read: three webhooks, with Meta's pricing.
    void delivers(String to, String category, String type);

    /// A message of a customer.
    void receives(String from, String text);
  }

  public Phone phone(String whatsapp, String phoneNumberId) {
    return new Phone() {
      @Override
      public void delivers(String to, String category, String type) {
        String wamid = shapes.wamid(to);
        for (String status : new String[] {"sent", "delivered", "read"}) {
          poster.post(shapes.status(whatsapp, phoneNumberId, wamid, status, to, category, type));
        }
      }

      @Override
      public void receives(String from, String text) {
        poster.post(shapes.message(whatsapp, phoneNumberId, shapes.wamid(from), from, text));
      }
    };
  }
}
