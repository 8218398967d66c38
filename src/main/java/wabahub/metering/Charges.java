package wabahub.metering;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import wabahub.http.Json;
import wabahub.numbers.Numbers;
import wabahub.numbers.Ownership;
import wabahub.partners.TimeZones;
import wabahub.storage.Storage;

/// The itemised bill of a number's month: charged units by instant, then sessions by instant, for
/// one phone number id after the other where the number has had several.
final class Charges {
  private static final int PAGE = 1_000;

  private final Storage storage;
  private final Numbers numbers;

  Charges(Storage storage, Numbers numbers) {
    this.storage = storage;
    this.numbers = numbers;
  }

  /// Where a page begins. Stage 0 are the units of the first phone number id, 1 its sessions, 2 the
  /// units of the second, and so on; within a stage after the unit, or after the first `skip`
  /// sessions of the unit's instant: sessions that come or go before that move no page.
  private record Cursor(int stage, ChargeSql.Position unit, int skip) {
    static Cursor at(int stage) {
      return new Cursor(stage, new ChargeSql.Position(0, new byte[0], new byte[0]), 0);
    }

    String encode() {
      HexFormat hex = HexFormat.of();
      String text =
          String.join(
              ",",
              Integer.toString(stage),
              Long.toString(unit.at()),
              hex.formatHex(unit.message()),
              hex.formatHex(unit.participant()),
              Integer.toString(skip));
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    /// @throws wabahub.http.Refusal INVALID when it is none that the hub has given out
    static Cursor decode(String text) {
      try {
        String[] parts =
            new String(Base64.getUrlDecoder().decode(text), StandardCharsets.US_ASCII)
                .split(",", -1);
        HexFormat hex = HexFormat.of();
        ChargeSql.Position unit =
            new ChargeSql.Position(
                Long.parseLong(parts[1]), hex.parseHex(parts[2]), hex.parseHex(parts[3]));
        return new Cursor(
            Math.max(0, Integer.parseInt(parts[0])), unit, Math.max(0, Integer.parseInt(parts[4])));
      } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
        throw Json.invalid("cursor", "is not one of this list");
      }
    }
  }

  Bill page(Bill.Query query, @Nullable String cursor) {
    Cursor from = cursor == null ? Cursor.at(0) : Cursor.decode(cursor);
    return storage.read(tx -> page(tx, query, from));
  }

  private Bill page(Handle tx, Bill.Query query, Cursor from) {
    List<String> phones = query.phones();
    Map<String, Ownership> owners = numbers.ownership(tx, phones);
    List<Charge> found = new ArrayList<>();
    for (Cursor at = from; at.stage() < 2 * phones.size(); at = Cursor.at(at.stage() + 1)) {
      String phone = phones.get(at.stage() / 2);
      Ownership owner = owners.getOrDefault(phone, new Ownership(0, List.of()));
      Cursor next =
          at.stage() % 2 == 0
              ? units(tx, query, new Source(phone, owner), at, found)
              : sessions(tx, query, new Source(phone, owner), at, found);
      if (next != null) {
        return new Bill(found, next.encode());
      }
    }
    return new Bill(found, null);
  }

  private record Source(String phone, Ownership owner) {
    boolean counts(Bill.Query query, long at) {
      return owner
          .place(at)
          .filter(p -> p.month() == query.month() && query.ids().contains(p.numberId()))
          .isPresent();
    }
  }

  /// Fills `found` up; returns where to go on when it is full.
  private static @Nullable Cursor units(
      Handle tx, Bill.Query query, Source source, Cursor from, List<Charge> found) {
    if (Charge.INCOMING.equals(query.kind())) {
      return null;
    }
    long to = query.zones().start(TimeZones.next(query.month()));
    ChargeSql.Position after = from.unit();
    if (after.at() == 0) {
      after = new ChargeSql.Position(query.zones().start(query.month()), new byte[0], new byte[0]);
    }
    while (true) {
      List<ChargeSql.Row> rows = ChargeSql.units(tx, source.phone(), after, to, PAGE);
      for (ChargeSql.Row row : rows) {
        after = row.position();
        if (query.wants(row.charge().kind()) && source.counts(query, after.at())) {
          found.add(row.charge());
          if (found.size() == query.limit()) {
            return new Cursor(from.stage(), after, 0);
          }
        }
      }
      if (rows.size() < PAGE) {
        return null;
      }
    }
  }

  private static @Nullable Cursor sessions(
      Handle tx, Bill.Query query, Source source, Cursor from, List<Charge> found) {
    if (!query.wants(Charge.INCOMING)) {
      return null;
    }
    long begin = Math.max(from.unit().at(), query.zones().start(query.month()));
    long[] openings =
        CustomerSql.openings(tx, source.phone(), begin).stream()
            .mapToLong(Long::longValue)
            .filter(at -> source.counts(query, at))
            .sorted()
            .toArray();
    int ofInstant = 0;
    for (int i = 0; i < openings.length; i++) {
      long at = openings[i];
      ofInstant = i > 0 && at == openings[i - 1] ? ofInstant + 1 : 1;
      if (at == from.unit().at() && ofInstant <= from.skip()) {
        continue;
      }
      found.add(Charge.session(at));
      if (found.size() == query.limit()) {
        ChargeSql.Position last = new ChargeSql.Position(at, new byte[0], new byte[0]);
        return new Cursor(from.stage(), last, ofInstant);
      }
    }
    return null;
  }
}
