package wabahub.onboarding;

import wabahub.storage.Storage;

/// What partners' links show where they have no texts of their own.
record Brands(Storage storage) {
  Branding find(long partnerId) {
    return storage.read(tx -> BrandingSql.find(tx, partnerId));
  }

  /// Changes what is in the request; the rest stays.
  Branding change(long partnerId, Fields fields) {
    return storage.write(tx -> {
      Branding after = WishJson.branding(fields, BrandingSql.find(tx, partnerId));
      BrandingSql.save(tx, partnerId, after);
      return after;
    });
  }
}
