package wabahub;

import java.util.EnumMap;
import java.util.Map;

/// A hub on each engine, started when it is first asked for: shared by the tests of a class.
final class Hubs implements AutoCloseable {
  private final Map<Database, TestHub> hubs = new EnumMap<>(Database.class);

  TestHub on(Database database) {
    return hubs.computeIfAbsent(database, TestHub::new);
  }

  @Override
  public void close() {
    hubs.values().forEach(TestHub::close);
  }
}
