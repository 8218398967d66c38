package wabahub;

import java.util.Locale;

/// Every setting: an environment variable, and the same name in lower case with dots in
/// `wabahub.properties`.
enum Key {
  HOST("127.0.0.1"),
  PORT("8080"),
  PUBLIC_URL("", "http://localhost:PORT"),
  TRUSTED_PROXIES("127.0.0.1/32, ::1/128"),
  DATA("./data"),
  DATABASE_URL("", "embedded"),
  TIME_ZONE("UTC"),
  ADMIN_TOKEN("", "generated into DATA/admin-token"),
  MASTER_KEY("", "generated into DATA/master-key"),
  META_GRAPH_URL("https://graph.facebook.com"),
  META_GRAPH_VERSION("v25.0"),
  META_APP_ID(""),
  META_APP_SECRET(""),
  META_VERIFY_TOKEN(""),
  META_CONFIG_ID(""),
  META_SYSTEM_USER_TOKEN(""),
  META_BUSINESS_ID(""),
  PARTNER_RATE("20"),
  WEBHOOK_ALLOW_PRIVATE("false"),
  JOURNAL_DAYS("7"),
  HISTORY_DAYS("365"),
  SANDBOX("auto");

  static final String PREFIX = "WABAHUB_";

  private final String fallback;
  private final String meaning;

  Key(String fallback) {
    this(fallback, fallback);
  }

  /// `meaning`: what an empty default stands for.
  Key(String fallback, String meaning) {
    this.fallback = fallback;
    this.meaning = meaning;
  }

  String variable() {
    return PREFIX + name();
  }

  String property() {
    return name().toLowerCase(Locale.ROOT).replace('_', '.');
  }

  String fallback() {
    return fallback;
  }

  String meaning() {
    return meaning;
  }

  boolean isSecret() {
    return switch (this) {
      case ADMIN_TOKEN, MASTER_KEY, META_APP_SECRET, META_VERIFY_TOKEN, META_SYSTEM_USER_TOKEN ->
          true;
      default -> false;
    };
  }
}
