package wabahub.metering;

import java.util.Arrays;
import java.util.HexFormat;

/// A keyed hash as a part of a key: 16 bytes, or none.
record Key(byte[] bytes) implements Comparable<Key> {
  static final Key NONE = new Key(new byte[0]);

  boolean isNone() {
    return bytes.length == 0;
  }

  @Override
  public int compareTo(Key other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Key(byte[] theirs) && Arrays.equals(bytes, theirs);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}
