package wabahub.roster;

import java.time.Instant;
import java.util.List;
import wabahub.metering.Figures;

/// The numbers of a partner with their figures of a month (yyyymm); complete up to `asOf`.
public record Snapshot(Instant asOf, int month, List<Line> lines) {
  /// The figures of all of them.
  public Figures total() {
    long marketing = 0;
    long service = 0;
    long incoming = 0;
    for (Line line : lines) {
      marketing += line.figures().marketing();
      service += line.figures().service();
      incoming += line.figures().incoming();
    }
    return new Figures(marketing, service, incoming);
  }
}
