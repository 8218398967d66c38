package wabahub.sandbox;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Meta's memory: what there is, who may see it, and one change at a time. What throws [MetaError]
/// says what Meta would say.
final class Directory {
  /// Sign-ups and numbers that a sandbox remembers.
  static final int MAX = 10_000;

  private static final String LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  private final SecureRandom random = new SecureRandom();
  private final ReentrantLock lock = new ReentrantLock();
  private final Sandbox.Settings settings;
  private final InstantSource clock;
  private final StateFile file;
  private final State state;

  Directory(Sandbox.Settings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
    this.file = new StateFile(settings.stateFile());
    this.state = file.read();
    if (state.systemUserId.isEmpty()) {
      state.systemUserId = freshId();
      state.creditLineId = freshId();
      state.partnerBusinessId = freshId();
    }
  }

  /// Reads with nobody changing anything.
  <T> T look(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  /// Changes something and writes it down; a refusal may leave traces, too.
  <T> T change(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      try {
        file.write(state);
      } finally {
        lock.unlock();
      }
    }
  }

  State state() {
    return state;
  }

  Sandbox.Settings settings() {
    return settings;
  }

  long now() {
    return clock.instant().getEpochSecond();
  }

  long millis() {
    return clock.millis();
  }

  /// The partner's business portfolio; a Tech Provider, who does not name it, has one too.
  String partnerId() {
    return settings.businessId().isEmpty() ? state.partnerBusinessId : settings.businessId();
  }

  /// 15 digits, as most of Meta's ids.
  String freshId() {
    return digits(1, 9) + digits(14, 10);
  }

  String freshCode() {
    return digits(6, 10);
  }

  private String digits(int count, int kinds) {
    int first = 10 - kinds;
    return random
        .ints(count, first, 10)
        .collect(StringBuilder::new, StringBuilder::append, StringBuilder::append)
        .toString();
  }

  /// `count` letters and digits behind `prefix`.
  String freshText(String prefix, int count) {
    return random
        .ints(count, 0, LETTERS.length())
        .mapToObj(LETTERS::charAt)
        .collect(() -> new StringBuilder(prefix), StringBuilder::append, StringBuilder::append)
        .toString();
  }

  /// In North America's range for fiction.
  String freshNumber() {
    for (int i = 0; i < MAX; i++) {
      String number = "1" + (200 + random.nextInt(790)) + "55501" + digits(2, 10);
      if (findPhone(number).isEmpty() && findPool(number).isEmpty()) {
        return number;
      }
    }
    throw new IllegalArgumentException("No number is left to be invented.");
  }

  /// @throws MetaError 190
  Caller caller(String token) {
    if (token.isEmpty()) {
      throw MetaError.plain(104, 0, "An access token is required to request this resource.");
    }
    if (token.equals(settings.appId() + "|" + settings.appSecret())) {
      return new Caller.App();
    }
    if (token.equals(settings.systemUserToken())) {
      return new Caller.SystemUser();
    }
    TokenNode known = state.tokens.get(token);
    if (known == null) {
      throw MetaError.plain(190, 0, "Invalid OAuth access token - Cannot parse access token");
    }
    if (known.revoked()) {
      throw MetaError.plain(
          190, 460, "Error validating access token: The session has been invalidated.");
    }
    if (known.expiresAt() != 0 && known.expiresAt() <= now()) {
      throw MetaError.plain(190, 463, "Error validating access token: Session has expired.");
    }
    return new Caller.Client(known);
  }

  /// @throws MetaError 200 when the caller is not the partner's system user
  void needSystemUser(Caller caller) {
    if (!(caller instanceof Caller.SystemUser)) {
      throw MetaError.permission("Only the business's own system user may do this.");
    }
  }

  WabaNode waba(String id, Caller caller) {
    WabaNode waba = state.wabas.get(id);
    if (waba == null || !waba.shared || !maySee(caller, waba)) {
      throw MetaError.missing(id);
    }
    return waba;
  }

  private boolean maySee(Caller caller, WabaNode waba) {
    return switch (caller) {
      case Caller.App() -> false;
      case Caller.SystemUser() -> waba.users.contains(state.systemUserId);
      case Caller.Client(TokenNode token) -> token.businessId().equals(waba.businessId);
    };
  }

  PhoneNode phone(String id, Caller caller) {
    PhoneNode phone = state.phones.get(id);
    if (phone == null) {
      throw MetaError.missing(id);
    }
    try {
      waba(phone.wabaId, caller);
    } catch (MetaError e) {
      throw MetaError.missing(id);
    }
    return phone;
  }

  PoolNode pool(String id, Caller caller) {
    needSystemUser(caller);
    PoolNode number = state.pool.get(id);
    if (number == null || number.isOver(now())) {
      throw MetaError.missing(id);
    }
    return number;
  }

  /// @throws MetaError when it is not the caller's business
  void needPartner(String id, Caller caller) {
    if (!id.equals(partnerId())) {
      throw MetaError.missing(id);
    }
    needSystemUser(caller);
  }

  /// A business's WABAs that the app may use, newest first.
  List<String> shared(String businessId) {
    return state.wabas.values().stream()
        .filter(waba -> waba.shared && waba.businessId.equals(businessId))
        .map(waba -> waba.id)
        .toList()
        .reversed();
  }

  Stream<PhoneNode> phones(String wabaId) {
    return state.phones.values().stream().filter(phone -> phone.wabaId.equals(wabaId));
  }

  Optional<PhoneNode> findPhone(String whatsapp) {
    return state.phones.values().stream()
        .filter(phone -> phone.whatsapp().equals(whatsapp))
        .findFirst();
  }

  Optional<PoolNode> findPool(String whatsapp) {
    return state.pool.values().stream()
        .filter(number -> number.whatsapp().equals(whatsapp) && !number.isOver(now()))
        .findFirst();
  }

  void needRoom() {
    if (state.phones.size() + state.pool.size() >= MAX || state.codes.size() >= MAX) {
      throw new IllegalArgumentException("The sandbox is full.");
    }
  }
}
