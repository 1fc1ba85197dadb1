namespace OnnxRetrieval.Training.Data.Sample;

/// <summary>The kinds of movies in the sample, and the words of their titles. Places and people are invented.</summary>
internal static class SubGenres
{
    public static readonly string[] Places = Words(
        """
        Marrow Bay, Kestrel Point, Oldhaven, Saint Orrin, Vellmore, Port Salder, Greywater, Ashdown Ferry, Brisco Flats,
        Tolliver Creek, Penhallow, Quarry Hill, Dunmarsh, Lower Tamsin, Cobalt Springs, Harlan's Gap, Nettlecombe,
        Vandersea, Orchard Mills, Pellworth, Santa Ligia, Wrenfield, Blackmere, Cuttermouth
        """
    );

    public static readonly string[] FirstNames = Words(
        """
        Adele, Benno, Clara, Dmitri, Edda, Felix, Greta, Hollis, Imogen, Jonas, Keziah, Leopold, Mina, Nils, Odette, Percy,
        Rosalind, Silas, Tamsin, Ulric, Viola, Walter, Xenia, Yusuf, Zora
        """
    );

    public static readonly string[] Surnames = Words(
        """
        Abernethy, Brandreth, Castellane, Delacourt, Ellsworthy, Fairweather, Grimaldo, Hathersage, Ibarra-Lund, Jessop,
        Kettering, Lomax, Merriweather, Novak-Reyes, Okonjo, Pemberley-Voss, Quillon, Rastelli, Sundqvist, Thackeray-Moon,
        Umber, Valdane, Whitlock, Yarrow
        """
    );

    public static readonly SubGenre[] All =
    [
        Make(
            "dark",
            "Film-Noir|Crime|Mystery",
            46,
            (1941, 1958),
            "{a} {n}; The {a} {n}; {n} on Tanager Street; A {n} for {f}; {n} in {p}; {f} Paid for the {n}; Never Trust a {n}",
            "Crooked, Past-Midnight, Pawnshop, Rain-Soaked, Perjured, Velvet, Two-Faced, Nickel-Plated, Smoke-Filled, Double-Dealt",
            "Alibi, Silhouette, Trenchcoat, Payoff, Verdict, Cigarette, Stiletto, Blackmailer, Witness, Sleepwalker"
        ),
        Make(
            "dark",
            "Thriller|Crime|Mystery",
            62,
            (1974, 2024),
            "The {a} {n}; {n} in {p}; The {s} {n}; What {f} Buried; {a} {n}; Everyone in {p} Lies",
            "Unsigned, Mislaid, Half-Burned, Postmarked, Backdated, Unspoken, Three-Page, Erased, Well-Buried, Photocopied",
            "Confession, Motive, Stranger, Evidence, Fingerprint, Testimony, Obsession, Disappearance, Ransom, Silence"
        ),
        Make(
            "dark",
            "Crime|Drama",
            60,
            (1972, 2022),
            "The {s} {n}; The {n} of {p}; The {a} {n}; Brothers of {p}; {a} {n}; A {n} in the {s} Family",
            "Blood-Bound, Untouched, Bricked-Up, Wrought-Iron, Whitewashed, Honourable, Gold-Toothed, Unpaid, Well-Oiled, Rotten",
            "Inheritance, Ledger, Syndicate, Oath, Consigliere, Turf, Debt, Empire, Betrayal, Boss"
        ),
        Make(
            "dark",
            "Crime|Comedy|Thriller",
            40,
            (1968, 2024),
            "The {p} {n}; {f}'s Perfect {n}; {a} {n}; Six Crooks and a {n}; How Not to Plan a {n}; The {a} {n}",
            "Foolproof, Inside, Amateur, Slippery, Half-Baked, Gilded, Unlucky, Charming, Crooked, Reluctant",
            "Heist, Vault, Getaway, Diamond, Swindle, Caper, Break-In, Con, Robbery, Tiara"
        ),
        Make(
            "dark",
            "Mystery|Drama",
            36,
            (1955, 2023),
            "Murder at {p}; The {p} {n}; A {n} for Inspector {s}; Inspector {s} and the {a} {n}; Who Poisoned {f} {s}?; The {a} {n}",
            "Locked, Curious, Seventh, Missing, Poisoned, Counterfeit, Unfinished, Left-Handed, Absent, Blue",
            "Parlour, Candlestick, Telegram, Governess, Will, Heirloom, Weekend, Butler, Teacup, Riddle"
        ),
        Make(
            "action",
            "Action|Thriller",
            78,
            (1982, 2024),
            "{a} {n}; {a} {n} II; The {n} Protocol; Beyond the {n}; Code {s}: {n}; {s}: {a} {n}",
            "Armour-Plated, Jet-Fuelled, Zero-Hour, Double-Barrelled, Unstoppable, Hardwired, Full-Throttle, Scorched, Reckless, Ironclad",
            "Impact, Vengeance, Firepower, Countdown, Payload, Overdrive, Ricochet, Fallout, Ambush, Detonation"
        ),
        Make(
            "action",
            "Thriller|Action|Mystery",
            48,
            (1965, 2024),
            "The {p} {n}; The {a} {n}; Agent {s}: {a} {n}; A {n} in {p}; {n} Without a Country",
            "Microfilmed, Triple-Crossed, Wintering, Misfiled, Wiretapped, Crimson-Sealed, Deniable, Northbound, Declassified, Redacted",
            "Dossier, Exchange, Cipher, Defector, Handler, Embassy, Courier, Passport, Mole, Sanction"
        ),
        Make(
            "action",
            "Action|Drama|Thriller",
            30,
            (1975, 2021),
            "{n} over {p}; {n} at {p}; The {a} {n}; {a} {n}; Escape from {p}",
            "Unforecast, Magnitude-Nine, Nine-Hour, Midwinter, Record-Breaking, Unstoppable, Downtown, Hundred-Year",
            "Flood, Inferno, Eruption, Blackout, Avalanche, Tremor, Derailment, Storm"
        ),
        Make(
            "space",
            "Sci-Fi|Action|Adventure",
            56,
            (1977, 2024),
            "The {n} of Veyra; The {n} of Kolthar; Orrery Station: {a} {n}; The {a} {n}; {n} Beyond Ganthos; {a} {n}",
            "Starless, Ninth-Moon, Orbital, Photon, Outer-Rim, Exiled, Nebular, Hyperbolic, Faster-Than-Light, Galactic",
            "Armada, Corsair, Outpost, Admiral, Mutiny, Voyager, Meridian, Convoy, Dreadnought, Colony"
        ),
        Make(
            "space",
            "Sci-Fi|Drama|Mystery",
            44,
            (1968, 2024),
            "{a} {n}; The {a} {n}; The {n} of {f} {s}; {f} Remembers the {n}; A {n} for Tomorrow",
            "Recursive, Second-Hand, Parallax, Off-World, Synthetic, Weightless, Half-Decayed, Entangled, Looped, Light-Year",
            "Memory, Horizon, Signal, Paradox, Simulation, Echo, Equation, Orbit, Consciousness, Clone"
        ),
        Make(
            "space",
            "Sci-Fi|Thriller|Action",
            40,
            (1984, 2023),
            "{a} {n}; {n} 2099; The {a} {n}; {s} vs. the {n}; The {n} Upgrade",
            "Chrome, Neon, Rogue, Obsolete, Encrypted, Overclocked, Cybernetic, Unlicensed, Defective, Silicon",
            "Android, Firewall, Replicator, Mainframe, Override, Exoskeleton, Upload, Drone, Circuit, Machine"
        ),
        Make(
            "horror",
            "Horror|Thriller",
            52,
            (1978, 2024),
            "Beware the {n}; {a} {n}; {n} Night at {p}; The {p} {n}; {a} {n} 2; The {a} {n}",
            "Screaming, Blood-Red, Skinless, Rusted, Carnival, Grinning, Butchered, Sharpened, Masked, Prom-Night",
            "Cleaver, Basement, Babysitter, Scarecrow, Campground, Chainsaw, Doorbell, Slaughter, Hook, Dollhouse"
        ),
        Make(
            "horror",
            "Horror|Mystery|Drama",
            40,
            (1961, 2024),
            "The {n} at {p}; What {f} Heard in the {n}; The {a} {n}; {a} {n}; The Haunting of {f} {s}",
            "Wallpapered, Sleepless, Tear-Stained, Candlelit, Half-Drowned, Unquiet, Ash-Pale, Bricked-In, Withered, Eyeless",
            "Nursery, Attic, Séance, Cellar, Staircase, Mirror, Corridor, Cradle, Chapel, Well"
        ),
        Make(
            "horror",
            "Horror|Sci-Fi",
            32,
            (1954, 2019),
            "{n} from {p}; The {a} {n}; Attack of the {a} {n}; The {n} Beneath {p}; Night of the {a} {n}",
            "Radioactive, Crawling, Gelatinous, Mutant, Atomic, Carnivorous, Tentacled, Ravenous",
            "Spores, Slugs, Larvae, Fungi, Leeches, Parasites, Moths, Jellyfish"
        ),
        Make(
            "romance",
            "Comedy|Romance",
            96,
            (1984, 2024),
            "{f} Meets {f}; The {a} {n}; My Ex-{n}; {f}'s {a} {n}; Almost a {n}; A {n} for {f}; The {n} from {p}",
            "Accidental, Reluctant, Hopeless, Last-Minute, Mistaken, Part-Time, Perfectly Wrong, Second-Best, Double-Booked, Unlikely",
            "Bridesmaid, Fiancé, Matchmaker, Wedding Planner, Roommate, Neighbour, Best Man, Dance Partner, Pen Pal, Florist"
        ),
        Make(
            "romance",
            "Drama|Romance",
            88,
            (1939, 2023),
            "The {n} of {p}; {f} and the {n}; A {n} in {p}; The {a} {n}; Letters to {f} {s}; {a} {n}; Lady {s}'s {n}",
            "Unposted, Half-Remembered, Lamplit, Ivy-Covered, Rose-Water, Windblown, Twice-Promised, Rain-Kissed, Sepia, Lavender",
            "Waltz, Governess, Letter, Midsummer, Promise, Orchard, Conservatory, Portrait, Ballgown, Lighthouse"
        ),
        Make(
            "romance",
            "Romance|Drama|War",
            26,
            (1943, 2018),
            "The {n} before the Armistice; The {a} {n}; A {n} from {p}; {f}'s {a} {n}; The {n} of {p}",
            "Khaki, Blacked-Out, Rationed, Homesick, Two-Week, Lipsticked",
            "Nurse, Furlough, Telegram, Aviator, Soldier's Bride, Seamstress, Night Train, Homecoming"
        ),
        Make(
            "drama",
            "Drama",
            150,
            (1958, 2024),
            "The {n} of {f} {s}; {a} {n}; The {a} {n}; What We Owe {f}; Everything {f} Left in {p}; {f} After the {n}; A {n} in {p}",
            "Unsaid, Slow-Thawing, Threadbare, Hand-Me-Down, Patient, Well-Worn, Weekday, Unlit, Salted, Blue-Collar",
            "Mercy, Harvest, Winter, Daughter, Kitchen, Absence, Season, Estrangement, Homecoming, Silence"
        ),
        Make(
            "drama",
            "Drama|Comedy",
            84,
            (1970, 2024),
            "{f} {s} Moves Out; The {s} Family {n}; {a} {n}; Uncle {f}'s {n}; The {n} in {p}; The {a} {n}",
            "Awkward, Overdue, Reheated, Bittersweet, Complicated, Third-Best, Overbooked, Sideways, Overcooked, Long-Winded",
            "Reunion, Casserole, Divorce, Stepmother, Thanksgiving, Road Trip, Inheritance, Houseguest, Therapist, Sabbatical"
        ),
        Make(
            "drama",
            "Drama|Thriller",
            40,
            (1957, 2022),
            "The People Against {f} {s}; {a} {n}; The {s} {n}; The {a} {n}; {n} in {p}",
            "Overruled, Hearsay, Sworn, Dissenting, Sequestered, Leaked, Impartial, Recused",
            "Objection, Juror, Appeal, Doubt, Deposition, Cross-Examination, Verdict, Counsel"
        ),
        Make(
            "comedy",
            "Comedy",
            130,
            (1979, 2024),
            "{f} {s}: {n}; The {a} {n}; {a} {n}; {n} Gone Wild; Honey, I Sold the {n}; The {n} of {p}; {a} {n} 2",
            "Clueless, Totally Fake, Overqualified, Bumbling, Undercover, Bargain-Bin, Extra Large, Clumsy, Half-Witted, Temporary",
            "Substitute Teacher, Dog-Sitter, Night Watchman, Bowling Coach, Ambassador, Plumber, Mascot, Camp Counselor, Dentist, Ice-Cream Man"
        ),
        Make(
            "comedy",
            "Comedy|Drama",
            44,
            (1964, 2023),
            "The {a} {n}; {n} for President; The {n} Who Bought {p}; A Modest {n}; The {n} from {p}",
            "Honourable, Bankrupt, Focus-Grouped, Anonymous, Deregulated, Acting, Corporate, Interim",
            "Senator, Lobbyist, Undertaker, Chairman, Intern, Pollster, Consultant, Weatherman"
        ),
        Make(
            "comedy",
            "Comedy|Romance|Musical",
            22,
            (1998, 2024),
            "{p} High: {n}; {a} {n}; The {a} {n}; {f}'s {n}",
            "Straight-A, Varsity, Detention, Unfriended, Summer-School, Homeroom",
            "Crush, Prom, Cheer Squad, Yearbook, Karaoke, Talent Show, Spring Break, Glee Club"
        ),
        Make(
            "family",
            "Animation|Children's|Comedy",
            44,
            (1986, 2024),
            "{f} the {a} {n}; The {a} {n}; {n} Junction; {n} and Friends; {f} and the {n} Factory",
            "Littlest-Ever, Ticklish, Bouncing, Upside-Down, Sneezing, Absent-Minded, Bashful, Not-So-Speedy",
            "Hedgehog, Teakettle, Penguin, Snowplow, Dinosaur, Pickle, Robot, Hamster"
        ),
        Make(
            "family",
            "Animation|Children's|Musical",
            24,
            (1950, 2022),
            "The {a} {n}; {f} and the {a} {n}; The {n} of {p}; Once Upon a {n}",
            "Yodelling, Waltzing, Marzipan, Sugar-Spun, Starlit, Humming, Velvet, Whistling",
            "Nightingale, Carousel, Teapot, Mermaid, Swan, Music Box, Kingfisher, Snowflake"
        ),
        Make(
            "family",
            "Children's|Adventure|Comedy",
            48,
            (1963, 2023),
            "{f} and the {a} {n}; My {n} {f}; The {n} of {p}; {f} Saves the {n}; The {a} {n}",
            "Roller-Skating, Parachuting, Nearly Invisible, Two-Ton, Mischievous, Long-Lost, Chattering, Mud-Loving",
            "Pony, Badger, Sheepdog, Squirrel, Otter, Goose, Pelican, Donkey"
        ),
        Make(
            "family",
            "Fantasy|Children's|Adventure",
            28,
            (1982, 2024),
            "{f} and the {a} {n}; The {n} of {p}; The {a} {n}; {f} {s} and the {n}",
            "Inside-Out, Copper-Plated, Well-Hidden, Clockwork, Moon-Fed, Origami, Thirteenth, Grumbling",
            "Wardrobe, Dragonling, Apprentice, Witch, Lantern, Kingdom, Wand-Maker, Key"
        ),
        Make(
            "quest",
            "Fantasy|Adventure|Action",
            40,
            (1981, 2024),
            "The {n} of Eldrath; {a} {n}; The {a} {n}; {n} of the {a} Throne; The Chronicle of Morwen: {n}",
            "Ashen, Obsidian, Sundered, Oathbound, Everwinter, Rune-Carved, Hollow-Eyed, Thornbound",
            "Sword-Bearer, Warlock, Citadel, Dragonfall, Sorceress, Prophecy, Crown, Wyrm"
        ),
        Make(
            "quest",
            "Adventure|Action",
            50,
            (1938, 2023),
            "{s} and the {n} of Gold; The {a} {n}; {n} of the Lost Delta; Expedition to {p}; Captain {s}'s {n}; {a} {n}",
            "Emerald-Eyed, Thrice-Sunken, Jade-Green, Twice-Cursed, Uncharted, Barnacled, Windward, Salt-Crusted",
            "Idol, Galleon, Temple, Compass, Cutlass, Caravan, Lagoon, Mutiny"
        ),
        Make(
            "frontier",
            "Western|Action",
            34,
            (1946, 1971),
            "Showdown at {p}; Riders of {p}; The {a} {n}; {s} Draws First; A {n} for Sheriff {s}",
            "Dust-Caked, Lonesome, Silver-Spurred, Buckskin, Horseless, Thirsty, Sunburnt, Bullet-Riddled",
            "Posse, Stagecoach, Six-Gun, Badge, Noose, Drover, Saloon, Bounty"
        ),
        Make(
            "frontier",
            "Western|Drama",
            22,
            (1969, 2022),
            "The {n} of {f} {s}; {a} {n}; No {n} in {p}; The {a} {n}",
            "Bone-Dry, Weather-Beaten, Fenced-Off, Godless, Dust-Blown, Nailed-Shut",
            "Reckoning, Homestead, Gravedigger, Prairie, Widow, Rider, Fence Line, Drought"
        ),
        Make(
            "frontier",
            "War|Drama|Action",
            56,
            (1949, 2023),
            "The {n} of {p}; {a} {n}; The {a} {n}; The Bridge to {p}; {s}'s {n}; Six Days in {p}",
            "Mud-Bound, Forward, Outnumbered, Shell-Torn, Snowbound, Hundred-and-Ninth, Cut-Off, Unrelieved",
            "Battalion, Trench, Convoy, Ridge, Medic, Beachhead, Retreat, Paratrooper"
        ),
        Make(
            "stage",
            "Musical|Romance|Comedy",
            30,
            (1936, 1964),
            "{n} on {p} Avenue; {f} Steps Out; The {a} {n}; {a} {n}; Sing, {f}, Sing; The {p} {n}",
            "Tap-Happy, Top-Hatted, Glittering, Swinging, Champagne, Lovestruck, Foxtrotting, Bubbling",
            "Chorus Girl, Bandleader, Serenade, Ballroom, Rumba, Revue, Cabaret, Encore"
        ),
        Make(
            "stage",
            "Musical|Drama",
            20,
            (1972, 2024),
            "{f} Sings the Blues in {p}; The {a} {n}; {a} {n}; The Ballad of {f} {s}",
            "Off-Key, Backstage, Half-Tempo, Minor-Key, Unplugged, Syncopated",
            "Chord, Rehearsal, Understudy, Jukebox, Soprano, Matinee, Drummer, Encore"
        ),
        Make(
            "real",
            "Documentary",
            34,
            (1988, 2024),
            "The {n} of {p}; The {a} {n}; A Year with the {n}; {a} {n}: A Natural History",
            "Rooftop, Migrating, Unseen, Far-Northern, Backyard, Midnight, Inner-City, Highland",
            "Herons, Wolves, Bees, Foxes, Whales, Salmon, Falcons, Orchids"
        ),
        Make(
            "real",
            "Documentary|Drama",
            28,
            (1985, 2024),
            "{f} {s}: A Life; The {p} {n}; Inside the {n}; The {a} {n}; Voices of {p}",
            "Off-Camera, Untold, Six-Week, Small-Town, Televised, Forgotten",
            "Strike, Trial, Newsroom, Orchestra, Marathon, Assembly Line, Election, Orphanage"
        ),
    ];

    private static SubGenre Make(
        string family,
        string genres,
        int share,
        (int First, int Last) years,
        string templates,
        string qualities,
        string things
    ) =>
        new(
            family,
            genres,
            share,
            years.First,
            years.Last,
            templates.Split("; "),
            Words(qualities),
            Words(things)
        );

    private static string[] Words(string list) => list.Split(',', StringSplitOptions.TrimEntries);
}
