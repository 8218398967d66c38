package wabahub.metering;

import java.util.List;
import org.jdbi.v3.core.Handle;

/// Hears of what events count, inside the transaction that counts it. The sum of all that a
/// number's witness hears is by how much events have moved its figures since it began to listen.
public interface Witness {
  Witness NOBODY =
      new Witness() {
        @Override
        public boolean listens(Handle tx, long numberId) {
          return false;
        }

        @Override
        public void counted(Handle tx, List<Counted> counted) {
          // Nobody is there.
        }
      };

  /// Whether it wants to hear of a number (id). Asked for every unit and session.
  boolean listens(Handle tx, long numberId);

  void counted(Handle tx, List<Counted> counted);
}
