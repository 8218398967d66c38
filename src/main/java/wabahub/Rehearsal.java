package wabahub;

import java.security.SecureRandom;
import java.util.List;
import wabahub.console.Player;
import wabahub.numbers.WhatsAppNumber;
import wabahub.onboarding.Link;
import wabahub.onboarding.Wish;
import wabahub.sandbox.Sandbox;
import wabahub.sandbox.SignUp;
import wabahub.sandbox.Wanted;
import wabahub.secrets.Secret;

/// Clients and customers of the sandbox. What they do reaches the hub as it does in earnest: by
/// Graph calls and by signed webhooks.
final class Rehearsal implements Player {
  private static final SecureRandom RANDOM = new SecureRandom();

  /// Of London numbers that are kept free for stories.
  private static final String CUSTOMER = "4420794601";

  private final Sandbox meta;

  Rehearsal(Sandbox meta) {
    this.meta = meta;
  }

  @Override
  public Signed signIn(Link link) {
    Wish wish = link.wish();
    String business = wish.businessName().isEmpty() ? "Corner Shop Ltd" : wish.businessName();
    Wanted client = Wanted.of(business).named(wish.displayName());
    if (!link.temporary()) {
      client = client.on(link.whatsapp());
    }
    SignUp signUp =
        meta.signUp(wish.coexistence() ? client.with(Wanted.Trait.COEXISTENCE) : client);
    return new Signed(new Secret(signUp.code()), signUp.session());
  }

  @Override
  public void talk(WhatsAppNumber number) {
    Sandbox.Phone phone = meta.phone(number.whatsapp().digits(), number.phoneNumberId());
    List<String> people =
        RANDOM.ints(10, 100).distinct().limit(4).mapToObj(i -> CUSTOMER + i).toList();
    phone.receives(people.get(0), "Are you open on Friday?");
    phone.delivers(people.get(0), "service", "free_customer_service");
    phone.receives(people.get(1), "Is the blue one back in stock?");
    phone.delivers(people.get(1), "utility", "regular");
    for (String person : people) {
      phone.delivers(person, "marketing", "regular");
    }
    phone.delivers(people.get(2), "authentication", "regular");
    phone.delivers(people.get(3), "utility", "regular");
  }
}
