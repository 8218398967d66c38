package wabahub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import wabahub.TestHub.Account;
import wabahub.http.Reason;
import wabahub.http.Refusal;
import wabahub.numbers.Follower;
import wabahub.numbers.Numbers;
import wabahub.numbers.Ownership;
import wabahub.numbers.PhoneNumber;
import wabahub.numbers.Takeover;
import wabahub.numbers.WabaNumber;
import wabahub.numbers.WhatsAppNumber;
import wabahub.secrets.Secret;

/// What other packages do with numbers, in transactions of their own.
final class NumbersForOthersTest {
  @AutoClose private static final Hubs HUBS = new Hubs();

  static Takeover takeover(String whatsapp, String phone, String waba, @Nullable String token) {
    return new Takeover(
        new PhoneNumber(whatsapp),
        phone,
        waba,
        "Display",
        "Business",
        token == null ? null : new Secret(token),
        false,
        TestHub.START.getEpochSecond(),
        null);
  }

  static long connect(TestHub hub, Account account, Takeover takeover) {
    Numbers numbers = hub.app().numbers();
    long id = hub.app().storage().write(tx -> numbers.connect(tx, account.id(), takeover));
    numbers.changed(account.id());
    return id;
  }

  @ParameterizedTest
  @EnumSource
  void connect_inATransactionOfTheCaller_isLiveAfterTheCommit(Database database) {
    TestHub hub = HUBS.on(database);
    Account account = hub.partner("One", null);
    String whatsapp = HubCalls.whatsapp();
    String phone = HubCalls.phone();
    assertThat(hub.list(account).get("totalWhatsApp").asInt()).isZero();
    long id = connect(hub, account, takeover(whatsapp, phone, "901", "meta-token"));
    assertThat(hub.list(account).get("totalWhatsApp").asInt()).isEqualTo(1);
    Numbers numbers = hub.app().numbers();
    WhatsAppNumber found = numbers.find(whatsapp).orElseThrow();
    assertThat(found.id()).isEqualTo(id);
    assertThat(found.partnerId()).isEqualTo(account.id());
    assertThat(numbers.accessToken(id).orElseThrow().reveal()).isEqualTo("meta-token");
    long now = TestHub.START.getEpochSecond();
    hub.webhook(WebhookTest.messages(phone, WebhookTest.message("m1", "447700900204", now)));
    assertThat(hub.figures(account, whatsapp)).containsExactly(0L, 0L, 1L);
  }

  @ParameterizedTest
  @EnumSource
  void connect_liveElsewhere_isAConflict(Database database) {
    TestHub hub = HUBS.on(database);
    Account account = hub.partner("One", null);
    Takeover takeover = takeover(HubCalls.whatsapp(), HubCalls.phone(), "902", null);
    connect(hub, account, takeover);
    assertThatThrownBy(() -> connect(hub, account, takeover))
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.reason()).isEqualTo(Reason.CONFLICT));
    assertThat(hub.list(account).get("totalWhatsApp").asInt()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void connect_theCallerFails_leavesNothing(Database database) {
    TestHub hub = HUBS.on(database);
    Account account = hub.partner("One", null);
    Takeover takeover = takeover(HubCalls.whatsapp(), HubCalls.phone(), "903", null);
    assertThatThrownBy(() ->
            hub.app()
                .storage()
                .useWrite(tx -> {
                  hub.app().numbers().connect(tx, account.id(), takeover);
                  throw new IllegalStateException("the caller's own mistake");
                }))
        .hasMessage("the caller's own mistake");
    assertThat(hub.app().numbers().find(takeover.whatsapp().digits())).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void token_replaced_isTheNewOne(Database database) {
    TestHub hub = HUBS.on(database);
    Account account = hub.partner("One", null);
    Numbers numbers = hub.app().numbers();
    long id = connect(hub, account, takeover(HubCalls.whatsapp(), HubCalls.phone(), "904", null));
    assertThat(numbers.accessToken(id)).isEmpty();
    hub.app().storage().useWrite(tx -> numbers.token(tx, id, new Secret("another")));
    assertThat(numbers.accessToken(id).orElseThrow().reveal()).isEqualTo("another");
  }

  @ParameterizedTest
  @EnumSource
  void liveOfWaba_someDeletedAndForeign_areThoseThatLive(Database database) {
    TestHub hub = HUBS.on(database);
    Account account = hub.partner("One", null);
    Account other = hub.partner("Two", null);
    Takeover gone = takeover(HubCalls.whatsapp(), HubCalls.phone(), "905", null);
    Takeover one = takeover(HubCalls.whatsapp(), HubCalls.phone(), "905", null);
    Takeover two = takeover(HubCalls.whatsapp(), HubCalls.phone(), "905", null);
    connect(hub, account, gone);
    long first = connect(hub, account, one);
    long second = connect(hub, other, two);
    connect(hub, account, takeover(HubCalls.whatsapp(), HubCalls.phone(), "906", null));
    Numbers numbers = hub.app().numbers();
    assertThat(numbers.delete(account.id(), gone.whatsapp().digits())).isTrue();
    List<WabaNumber> live = hub.app().storage().read(tx -> numbers.liveOfWaba(tx, "905"));
    assertThat(live).containsExactly(waba(first, account, one), waba(second, other, two));
  }

  private static WabaNumber waba(long id, Account account, Takeover takeover) {
    return new WabaNumber(
        id,
        account.id(),
        takeover.wabaId(),
        takeover.whatsapp(),
        takeover.phoneNumberId(),
        TestHub.START.getEpochSecond());
  }

  @ParameterizedTest
  @EnumSource
  void delete_ofAnotherPartner_changesNothing(Database database) {
    TestHub hub = HUBS.on(database);
    Account account = hub.partner("One", null);
    Account other = hub.partner("Two", null);
    String whatsapp = HubCalls.whatsapp();
    connect(hub, account, takeover(whatsapp, HubCalls.phone(), "907", null));
    Numbers numbers = hub.app().numbers();
    assertThat(numbers.delete(other.id(), whatsapp)).isFalse();
    assertThat(numbers.find(whatsapp)).isPresent();
    assertThat(numbers.delete(account.id(), whatsapp)).isTrue();
    assertThat(numbers.find(whatsapp)).isEmpty();
    assertThat(numbers.delete(account.id(), whatsapp)).isFalse();
    assertThat(hub.list(account).get("totalWhatsApp").asInt()).isZero();
  }

  /// Remembers what it was told in the delete's transaction.
  private static final class Farewell implements Follower {
    private final List<String> told = new ArrayList<>();

    @Override
    public void moved(Handle tx, String phone, long from, Ownership before, Ownership after) {}

    @Override
    public void changed(long partnerId) {}

    @Override
    public void left(Handle tx, WhatsAppNumber number, @Nullable Secret accessToken) {
      told.add(number.wabaId() + " " + (accessToken == null ? null : accessToken.reveal()));
    }
  }

  @ParameterizedTest
  @EnumSource
  void delete_withAToken_handsItToFollowersBeforeItIsWiped(Database database) {
    TestHub hub = HUBS.on(database);
    Account account = hub.partner("One", null);
    Numbers numbers = hub.app().numbers();
    String byPartner = HubCalls.whatsapp();
    String byOperator = HubCalls.whatsapp();
    long id = connect(hub, account, takeover(byPartner, HubCalls.phone(), "908", "meta-token"));
    connect(hub, account, takeover(byOperator, HubCalls.phone(), "909", null));
    Farewell farewell = new Farewell();
    numbers.follow(farewell);
    numbers.delete(account.id(), byPartner);
    hub.admin("DELETE", "/admin/numbers/" + byOperator, null);
    assertThat(farewell.told).containsExactly("908 meta-token", "909 null");
    assertThat(numbers.accessToken(id)).isEmpty();
  }
}
