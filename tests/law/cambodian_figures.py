"""What was published of Cambodia's elections, as far as it could be read: national votes and seats, and the seats of each province.

Votes by party in a province are missing: no page with them could be read. Every election says where its figures were read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class National:
    """An election in the whole country: seats by party (of those that have any), and the votes that were read.

    `valid`: valid votes; `parties`: how many parties stood; `shares`: percentages of the valid votes as printed; `sources`: addresses.
    """

    seats: Mapping[str, int]
    votes: Mapping[str, int]
    valid: int
    parties: int
    shares: Mapping[str, str]
    sources: tuple[str, ...]

    @property
    def unread(self) -> int:
        """Valid votes of the parties whose own number was not read, together."""
        return self.valid - sum(self.votes.values())


# Votes of 2013 of the parties that won no seat (NEC and COMFREL, as printed in Wikipedia's articles on the election; read there).
SMALL_PARTIES_2013 = {"FUN": 242_413, "LDP": 68_389, "KAP": 43_222, "CNP": 38_123, "KEDP": 33_715, "RDP": 19_152}

ASSEMBLY = {
    date(1993, 5, 23): National(
        seats={"FUN": 58, "CPP": 51, "BLDP": 10, "MOULINAKA": 1},
        votes={"FUN": 1_824_188, "CPP": 1_533_471, "BLDP": 152_764},
        valid=4_011_631,
        parties=20,
        shares={"FUN": "45.47", "CPP": "38.23", "BLDP": "3.81"},
        sources=(
            "https://profilpelajar.com/article/1993_Cambodian_general_election",
            "http://www.mekong.net/cambodia/061493ns.htm",  # the four parties' seats
            "http://khmerunity.free.fr/elections/us-khmer_elections1998.htm",  # the valid votes
        ),
    ),
    date(1998, 7, 26): National(
        seats={"CPP": 64, "FUN": 43, "SRP": 15},
        votes={"CPP": 2_030_790, "FUN": 1_554_405, "SRP": 699_665},
        valid=4_902_508,
        parties=39,
        shares={"CPP": "41.4", "FUN": "31.7", "SRP": "14.3"},
        sources=(
            "https://fr.qaz.wiki/wiki/1998_Cambodian_general_election",
            "http://khmerunity.free.fr/elections/us-khmer_elections1998.htm",  # the valid votes
            "https://english.cambodiadaily.com/news/preliminary-results-give-cpp-64-seats-10029/",
        ),
    ),
    date(2003, 7, 27): National(
        seats={"CPP": 73, "FUN": 26, "SRP": 24},
        votes={"CPP": 2_447_259, "SRP": 1_130_423, "FUN": 1_072_313},
        valid=5_168_837,  # printed as the turnout; the printed shares are shares of it
        parties=23,
        shares={"CPP": "47.35", "SRP": "21.87", "FUN": "20.75"},
        sources=(
            "http://piglix.com/piglix/Cambodian_parliamentary_election,_2003",
            "https://en.m.wikipedia.org/wiki/Cambodian_parliamentary_election,_2003",
            "http://www.phnompenhpost.com/national/official-nec-results-confirm-cpp-triumph",
        ),
    ),
    date(2008, 7, 27): National(
        seats={"CPP": 90, "SRP": 26, "HRP": 3, "FUN": 2, "NRP": 2},
        votes={"CPP": 3_492_374, "SRP": 1_316_714, "HRP": 397_816, "NRP": 337_943, "FUN": 303_764},
        valid=6_010_277,  # printed as the votes cast; the printed shares are shares of it
        parties=11,
        shares={"CPP": "58.11", "SRP": "21.9", "HRP": "6.6"},
        sources=(
            "http://johnvink.com/news/2008/08/heading-for-a-deadlock/",
            "http://piglix.com/piglix/Cambodian_parliamentary_election,_2008",
            "https://www.phnompenhpost.com/national/official-poll-results-give-win-cpp",
        ),
    ),
    date(2013, 7, 28): National(
        seats={"CPP": 68, "CNRP": 55},
        votes={"CPP": 3_235_969, "CNRP": 2_946_176} | SMALL_PARTIES_2013,
        valid=6_627_159,
        parties=8,
        shares={"CPP": "48.83", "CNRP": "44.46"},
        sources=(
            "http://piglix.com/piglix/Cambodian_parliamentary_election,_2013",
            "https://english.cambodiadaily.com/news/nec-results-show-close-contest-for-national-assembly-seats-39278/",
        ),
    ),
    date(2018, 7, 29): National(
        seats={"CPP": 125},
        votes={"CPP": 4_889_113, "FUN": 374_510, "LDP": 309_364, "KWP": 212_869},
        valid=6_956_900 - 594_659,  # printed: the voters, and the invalid votes
        parties=20,
        shares={"CPP": "76.84"},
        sources=(
            "https://www.information.gov.kh/detail/206441",
            "http://cnv.org.kh/preliminary-results-shows-cambodia-needs-long-term-peace-pm-hun-sen/",
            "http://old.zmdnews.cn/paper2/news.php?id=489937&pid=24434",  # the share and the seats
        ),
    ),
    date(2023, 7, 23): National(
        seats={"CPP": 120, "FUN": 5},
        votes={
            "CPP": 6_398_311,
            "FUN": 716_490,
            "KNUP": 134_285,
            "CYP": 97_412,
            "DP": 84_030,
            "CIPDP": 52_817,
            "KAP": 40_096,
            "KUP": 36_526,
            "GDP": 35_416,
            "KEDP": 26_093,
            "ECKP": 25_261,
            "CNP": 23_197,
            "WWP": 22_843,
            "KCP": 20_968,
            "BSDP": 20_210,
            "PPP": 13_831,
            "DPP": 13_704,
            "FP": 12_786,
        },
        valid=7_774_276,
        parties=18,
        shares={"CPP": "82.30", "FUN": "9.22", "KNUP": "1.73"},
        sources=(
            "https://ispd.org.cy/cambodia/",
            "https://cambojanews.com/nec-announces-official-result-cpp-won-120-seats-funcinpec-won-five-seats/",  # the valid votes
            "https://cc-times.com/posts/22115",  # the shares, of preliminary figures
        ),
    ),
}

# The Senate: members elected in the regions, and the votes of deputies and commune councillors (2006: no votes were read).
# 2006: http://ki-media.blogspot.com/2006/01/early-results-hun-sens-party-wins.html
# 2012: *Cambodia Herald*, at http://khmerization.blogspot.com/2012/01/cpp-claims-46-of-57-seats-up-for-grabs.html
# 2018: https://www.khmertimeskh.com/110481/cpp-dominates-senate-election/
# 2024: https://en.vietnamplus.vn/cambodia-announces-senate-elections-temporary-results/280183.vnp
SENATE = {
    date(2006, 1, 22): ({"CPP": 45, "FUN": 10, "SRP": 2}, {}),
    date(2012, 1, 29): ({"CPP": 46, "SRP": 11}, {"CPP": 8880, "SRP": 2503}),
    date(2018, 2, 25): ({"CPP": 58}, {"CPP": 11_202, "FUN": 276, "KNUP": 182, "CYP": 3}),
    date(2024, 2, 25): ({"CPP": 55, "KWP": 3}, {"CPP": 10_052, "KWP": 1394, "NPP": 234, "FUN": 19}),
}

# Seats won by province, codes 01 to 24. Read in the data of VOA Cambodia's election site of 2018 (data.merged.json); 2013 also at New
# Mandala ("Cambodia's inverted mandala"). The columns of 2003 hold one seat wrongly between two parties (27 and 23, where 26 and 24 are
# official): their sums by province are used alone.
WON = {
    date(1998, 7, 26): {
        "CPP": "3 3 7 3 4 4 4 4 1 1 1 4 1 7 2 1 3 1 1 4 4 0 1 0",
        "FUN": "2 3 8 1 2 2 2 5 0 2 0 4 0 4 2 0 2 0 0 1 3 0 0 0",
        "SRP": "1 2 3 0 0 0 0 2 0 0 0 4 0 0 0 0 1 0 0 0 1 0 0 1",
    },
    date(2003, 7, 27): {
        "CPP": "4 5 8 3 4 4 3 5 1 2 1 4 1 6 3 1 4 1 1 4 5 1 1 1",
        "FUN": "1 2 5 1 1 1 2 3 0 1 0 2 0 3 1 0 1 0 0 1 2 0 0 0",
        "SRP": "1 1 5 0 1 1 1 3 0 0 0 6 0 2 0 0 1 0 0 0 1 0 0 0",
    },
    date(2008, 7, 27): {
        "CPP": "4 6 11 3 5 4 5 7 1 2 1 7 1 7 4 1 5 1 1 5 6 1 1 1",
        "SRP": "1 2 5 1 1 1 1 3 0 1 0 5 0 2 0 0 1 0 0 0 2 0 0 0",
        "HRP": "0 0 1 0 0 0 0 1 0 0 0 0 0 1 0 0 0 0 0 0 0 0 0 0",
        "FUN": "1 0 0 0 0 1 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0",
        "NRP": "0 0 1 0 0 0 0 0 0 0 0 0 0 1 0 0 0 0 0 0 0 0 0 0",
    },
    date(2013, 7, 28): {
        "CPP": "4 5 8 2 3 3 3 5 1 2 1 5 1 5 3 1 4 1 1 3 4 1 1 1",
        "CNRP": "2 3 10 2 3 3 3 6 0 1 0 7 0 6 1 0 2 0 0 2 4 0 0 0",
    },
}


def won(day: date) -> dict[str, list[int]]:
    """The seats of each party in each province, in the order of the provinces' codes."""
    return {party: [int(seats) for seats in column.split()] for party, column in WON[day].items()}
