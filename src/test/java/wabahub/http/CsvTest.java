package wabahub.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Who gets CSV.
final class CsvTest {
  @AutoClose
  private static final Door DOOR =
      Door.open(Door.get("/x", call -> Answer.text(200, Csv.isWanted(call) ? "csv" : "json")));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "text/csv | csv",
        "Text/CSV; charset=utf-8 | csv",
        "text/csv;q=0.1 | csv",
        "text/csv, application/json | csv",
        "text/csv, */* | csv",
        "text/csv;q=0.5, application/json;q=0.5 | csv",
        "text/csv;q=0.9, application/json ; q=0.8 | csv",
        "text/csv;q=0.9, application/json;q=0.1, */* | csv",
        "text/csv;q=nonsense, application/json | csv",
        "application/json, text/csv;q=0.1 | json",
        "application/json, text/csv; charset=utf-8; Q=0.999 | json",
        "application/*, text/csv;q=0.9 | json",
        "*/*, text/csv;q=0.9 | json",
        "text/csv;q=0 | json",
        "text/csv;q=0.000, application/json;q=0 | json",
        "text/csv2 | json",
        "text/* | json",
        "*/* | json",
        "application/json | json",
      })
  void accept_thatWeighsTypes_decides(String accept, String expected) {
    assertThat(DOOR.send(DOOR.request("/x").header("Accept", accept)).body()).isEqualTo(expected);
  }
}
