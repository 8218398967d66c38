package wabahub.metering;

import wabahub.numbers.NumberHistory;

/// What a number has used in some time.
public record Used(NumberHistory number, Period period) {}
