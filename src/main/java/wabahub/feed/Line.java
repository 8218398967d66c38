package wabahub.feed;

import wabahub.numbers.WabaNumber;

/// What is known around a message that is told. `number`: whose it is. `country`: of the customer,
/// two letters, or "". `quote`: the message it answers. `minutesLeft`: of the counted session.
record Line(WabaNumber number, String unique, String country, Quote quote, long minutesLeft) {
  /// A message that another one answers. `unique` "": there is none.
  record Quote(String unique, String text) {
    static final Quote NONE = new Quote("", "");
  }

  String whatsapp() {
    return number.whatsapp().digits();
  }
}
