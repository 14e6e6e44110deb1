//! Words that made-up names are put together from.

pub(super) const PLACES: [&str; 20] = [
    "ELM GROVE",
    "MILL LANE",
    "STATION ROAD",
    "ORCHARD",
    "RIVERSIDE",
    "CASTLE STREET",
    "ELMWOOD",
    "MARKET PLACE",
    "HILLTOP",
    "PARK VIEW",
    "ABBEY FIELDS",
    "THE LIMES",
    "CHURCH ROAD",
    "WATERSIDE",
    "HARBOUR",
    "BRIDGE STREET",
    "OAK TREE",
    "VICTORIA",
    "THE OLD FORGE",
    "SOUTHDOWN",
];

pub(super) const KINDS: [&str; 3] = ["SURGERY", "MEDICAL CENTRE", "HEALTH CENTRE"];

pub(super) const TOWNS: [&str; 6] =
    ["LITTLE HAMPTON", "NORTH MARSTON", "UPPER WENBURY", "ASHCOMBE", "PORT ELLERY", "STOWBRIDGE"];

/// Put before a name when the others are used up.
pub(super) const QUARTERS: [&str; 13] = [
    "NORTH", "SOUTH", "EAST", "WEST", "UPPER", "LOWER", "GREAT", "LITTLE", "OLD", "NEW", "NETHER",
    "INNER", "OUTER",
];

/// What PCNs are called.
pub(super) const TREES: [&str; 24] = [
    "ALDER",
    "ASPEN",
    "BEECH",
    "BIRCH",
    "BLACKTHORN",
    "BOX",
    "CEDAR",
    "CHERRY",
    "HAWTHORN",
    "HAZEL",
    "HOLLY",
    "EXAMPLE",
    "JUNIPER",
    "LARCH",
    "LINDEN",
    "MAPLE",
    "MEDLAR",
    "MULBERRY",
    "PINE",
    "POPLAR",
    "ROWAN",
    "SPINDLE",
    "WILLOW",
    "YEW",
];

/// Boards are called after one of these,
pub(super) const COUNTRIES: [&str; 12] = [
    "Wenbury",
    "Ellery",
    "Larkmoor",
    "Thornsea",
    "Greywater",
    "Saltmere",
    "Hollowdale",
    "Kingsbarrow",
    "Ravensholt",
    "Dunmarsh",
    "Stowbridge",
    "Upper Marston",
];

/// and one of these.
pub(super) const LANDSCAPES: [&str; 3] = ["the Vale", "the Downs", "the Coast"];

pub(super) const REGIONS: [&str; 7] = [
    "Eastmarch",
    "Westmarch",
    "Northmarch",
    "Southmarch",
    "Midmarch",
    "The Islands",
    "The Capital",
];
