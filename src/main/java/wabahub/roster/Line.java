package wabahub.roster;

import wabahub.metering.Figures;
import wabahub.numbers.WhatsAppNumber;

/// A number and its figures at one moment.
public record Line(WhatsAppNumber number, Figures figures) {}
