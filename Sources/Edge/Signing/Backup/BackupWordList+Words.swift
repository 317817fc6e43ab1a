// Written by script/words/make-words.py from the lists beside it, which tells their
// origin: picked for Earshot, spelling checked against SCOWL 2020.12.07.

extension BackupWordList {
    /// 2,048 words in alphabetical order.
    static let text = """
        abacus abide ability absorb abundant academy accent acclaim account accuracy acorn \
        acoustic acquire acreage acronym active actual adage adapt addition address adequate \
        adjacent adjust admit adobe advance advise aerial aerosol afford agency agile agree ahead \
        airborne aircraft airfield airline airmail airplane airtight album alcove alder algebra \
        alias alibi align alike allocate allude ally almanac almond aloft along alpaca alpha alto \
        aluminum always amateur amaze amber ambient amble amethyst amiable amount ampere amplify \
        amuse anagram analog ancestor anchor ancient anecdote angle animate annals announce annual \
        answer antenna anthem antler apex appear apple appoint approve apricot aquatic aqueduct \
        arcade arch arctic ardent area arise armchair aroma arrange arrive arrow artful artist \
        artwork asleep aspen aspire asset assign assort assure asterisk astound astral astute \
        athlete atlas atom atrium attend attire attract auburn auction audacity audience augment \
        aurora author automate autumn avenue average aviator avocado await awake award awhile \
        awning axle azalea azure backpack bagel baker balance balcony balloon balmy bamboo banana \
        bandanna banjo banquet banter barefoot bargain baritone barnacle barrel basalt baseball \
        basil basket bassoon bathroom bazaar beach bean beauty beaver beckon become bedrock \
        bedtime bee befriend begin behavior beige believe bell belong bend benefit benign bestow \
        between beverage bicycle bifocals binary binder binomial biplane birch bird birthday \
        biscuit bison bitmap blank blazer bliss bloom blossom blouse blue boat bobbin bobcat \
        bobsled bonfire bonus book boost borrow botany bottle boulder boundary bouquet boutique \
        bowl boxcar bracket bramble branch brass brave breath breeze brick bridge brief bright \
        bring bristle broach broccoli bronze brood brown brush bubble bucket buddy budget bugle \
        builder bulb bulldog bumper bundle bungalow buoyant bushel bustle busy butter cabaret \
        cabbage cabin cacao cactus cadence cake calendar calico call camel camp canal candle canoe \
        canteen canvas canyon capacity capital captain caramel careful cargo caribou carnival \
        carousel carpet carry cartoon cascade castle casual catalog caterer catfish catwalk cedar \
        celery cello center ceramic certify chain chalk chamber channel charm chatty cheddar \
        cheese chemist cherry chess chickpea chimney chipmunk chirp chisel choice choose chorus \
        chowder chrome chuckle cinema cinnamon cipher circle citation citizen citrus city clarinet \
        classic clay clean clever client cliff climate clock closure cloud cluster coach coalesce \
        coast cobalt cobble cobweb cocoa code coffee coin colander collect color column combine \
        comet comfort comic common compass concert confirm connect consider contact convey cookie \
        cooler copious copper coral corner correct cosmos costume cotton cougar count couple \
        courage coverage cozy crackle cradle craft crayon cream credit crest cricket crinkle crisp \
        crocus croquet crowd crumb crystal cube cubic cuckoo cucumber cuddle cuff cuisine culinary \
        culture cup curator curious curl currency curtain curve cushion custom cycle cylinder \
        cypress dabble daffodil dainty daisy dance dapper daring dart dash data dawn daybreak \
        daydream daylight daytime dazzle debonair decade decimal declare decorum dedicate define \
        degree deliver delta delve denim depend depth derby derive describe design desk detail \
        detect develop device devote diagonal dialog diamond diary digit dignity diligent dimple \
        dinghy dinner dinosaur diploma direct discover display distant ditto diverse dogwood doily \
        dollar dolphin domain domino donate door dormant double doughnut dove dozen drama drapery \
        drawer dress drift driven drizzle drum duckling duct dumpling dune duplex duration duty \
        duvet dwell dynamic eager eagle eardrum early earmark easel easily east ebony echo \
        eclectic ecology economy edgewise edifice edit educate effect effort eggplant eldest \
        elegant element elephant eleven ellipse elm eloquent embark emblem emerald emphasis employ \
        empower emu enable enamel encircle encode endive energy engage engine engrave enhance \
        enjoy enlarge enlist enough enrich enroll ensemble ensure entire entry envelope epic \
        episode epoch equal equip era ermine essay essence esteem estimate estuary eureka evaluate \
        evening evident evoke evolve exact examine excel exchange excite exercise exhibit exotic \
        expand expect explain export express extend extra eyelid eyesight fable fabric fabulous \
        facade face facility factory fairly falcon family famous fancy fanfare fantasy faraway \
        farewell farm fashion fathom fauna favor feather feedback fence fern ferry festival \
        fiction fiddle field fifteen fig filament fill filter final finch finesse finger finish \
        firework firmware first fish fjord flamingo flannel flapjack fleece flexible flicker float \
        flourish fluent fluid flute flux foam focus foghorn foil folder foliage folk follow font \
        footpath forage forest forgive format fortune forum forward fossil fountain fourth fox \
        fragrant frame frank freckle freedom freight fresh friend fritter frog frolic frothy \
        frugal fruit fuel fulcrum fulfill fund funnel furlong furnish further future fuzzy gadget \
        gaiety galaxy gallery galore game gamma gamut gangway garage garden garlic garment garnet \
        gasoline gateway gather gauze gazelle gemstone general genre gentle genuine geology \
        geometry geranium gerbil gesture getaway geyser gherkin gift gigantic giggle gingham \
        giraffe girder give glacier glad glamour glance glass glaze gleam glee glide glimmer glint \
        glitter globe glory glossy glow goal goggles gold golfer gondola goodbye gopher gosling \
        gourd graceful gradual grain grammar granite grape grasp gravity green grid grocer groovy \
        grotto group grove guidance guitar gull gusto gymnast habit haddock haiku halfway halibut \
        hallmark hamlet hammock hamper hamster handy happy harbor hardware harmony harp harvest \
        hatter haven haystack hazel headline hedge height heirloom helium helmet helper herald \
        herb heritage heron hexagon hickory highway hike hilarity hillside hinge hippo history \
        hobby hobnob hockey holiday holly home honest hoop hooray hopeful horizon hotel hubbub \
        humble hummus humor hundred hurrah hush hyacinth hybrid hydrant ibis icicle icing idea \
        identify idyllic igloo iguana image import improve include increase index indigo indoor \
        industry infinite inform initial inkling inkwell inlaid inlet inquire insert inside \
        inspect install insulate intake intend intrepid inventor invite involve iron island \
        isotope italic item ivory ivy jacket jade jamboree jasmine jasper jaunty jazz jeans jelly \
        jersey jetty jewel jiffy jigsaw jogger joint joke jostle journey jovial joy jubilee judo \
        jug juice jukebox jumbo jump junction jungle juniper junket kangaroo karate kayak keen \
        keepsake kelp kennel kerchief kettle keyboard keyhole keynote keypad keystone keyword \
        khaki kiln kilobyte kimono kind kingdom kinship kiosk kitchen kite kitten kiwi knapsack \
        knitting knuckle koala kudos label lacquer lacrosse ladder ladle ladybug lagoon lakeside \
        landmark language lantern large lark lathe latitude lattice laugh laundry laurel lavender \
        lavish lawful layer layout leader leaflet league leap learn lecture legacy legend leisure \
        lemon lemur lens lentil lesson letter level library licorice lifeboat light likewise lilac \
        lily lime limit linen linguist lion liquid listen literal lively lizard llama local locket \
        lodge lofty logbook logic logo longboat lookout lotus lounge lozenge lucid lucky luggage \
        lukewarm lullaby luminary lunar lunch luscious lustrous lyric macaroni mackerel magazine \
        magenta magnolia magpie mahogany mailbox major mallard mammal mandarin mango manifest \
        manual maple marathon marble margin marina market maroon marvel mascot material matrix \
        mauve maverick maximum maypole meadow meaning measure media medley meet mellow melody \
        member memento memory mentor menu merge merit mesh message metaphor meteor method metro \
        midday midnight mighty milk millet mimic mimosa mindful mineral mingle minimum minnow \
        minstrel mint minute mirage mirror mission mixer mixture mobile moccasin model modify \
        module molasses molecule moment money mongoose monitor monogram monsoon monthly monument \
        moon mosaic mossy motion motley motto mouse movie muesli mulberry mulch multiple murmur \
        museum mushroom music mutual myriad myrtle mystery mythical namesake napkin narrate native \
        nature nautical navigate navy nearby necktie nectar needle neighbor neon nest network \
        neutron newsreel newton nice nickel nifty nightcap nimble nineteen nippy nomad nominate \
        nonstop noodle noontime normal north notable notch notebook notice nougat nourish novel \
        nozzle nuance nugget number numeral nurture nuthatch nutmeg nutrient nutshell nutty oak \
        oasis oatcake oatmeal obelisk object oboe observe obvious ocean octagon octopus offer \
        office oilcloth okra olive omega omelet omnibus ongoing onion onlooker onward onyx oodles \
        opal open opinion opposite optic orange orator orbit orchard order ordinary oregano orient \
        origami oriole ornate osmosis osprey otter outbound outdoor outfit outline output outside \
        ovation overview owner oxbow oxygen pacific package paddle padlock pageant paint pair \
        pajamas palette palm pamphlet pancake panda panel panorama pansy pantry papaya paper \
        paprika parallel parcel parent parka parlor parody parsley partner passport pasta patch \
        pathway patio patron pattern pavement pavilion payday payment payroll peacock peanut pearl \
        pebble pecan pedestal pedigree pelican pellet pencil pendulum penguin people pepper \
        perceive perfume pergola perky permit person peruse petal petunia pewter pheasant phone \
        photo phrase physics piano piccolo pickup picnic picture pigeon pillow pilot pinball pine \
        pinnacle pinpoint pinto pioneer pipeline pitcher pixel pizza place plaid planet plastic \
        plateau playful plaza pleasure plenty pliers plumage plus plywood podium poem poetry polar \
        polite polka polygon pond pontoon popcorn poppy popular porch porpoise porridge portrait \
        position possible postcard potato potpie pottery powder practice prairie precious predict \
        prefer prelude premium prepare present pretzel primary printer prism private prize problem \
        process produce profile program project prologue prompt propose prospect protocol proud \
        provide proxy publish pudding puffin pulley pumpkin punctual purchase purple pursue puzzle \
        pyramid quadrant quail quality quantity quartet quest quick quiet quill quince quirky \
        quiver quiz quota rabbit raccoon radar radio rafter ragtime railway rainbow raisin random \
        rapid rapport rattan ravine reaction ready realize reappear rebate rebound rebuild recall \
        receive recharge recipe record recycle refill reflect refresh regatta region regular \
        rehearse reindeer rejoin relax release reliable remain remedy remind renew renown repair \
        repeat reply report repute request research resin resolve respect restore result retrieve \
        return reunion revamp reveal review reward rhino rhubarb rhythm ribbon rickshaw rigid \
        ringlet rink ripen ripple river roadside robin robot robust rock rodeo roller romance roof \
        roomy rooster rose routine rowboat rubber ruby rucksack rudder rugged ruler runner runway \
        rural rustic safari saffron sage sailboat salad salmon salsa salt salute samba sample sand \
        sapling sapphire sardine satchel satin saunter savanna savory savvy sawdust scallion \
        scamper scarf scatter scenery schedule school science scooter score scout screen script \
        sculptor seafood seagull seaport search season seat seaweed second section secure seek \
        seesaw segment seldom select seller semester sensible separate sequel serene series \
        service session setting several shadow shallot shamrock shape shawl sheen shelf shepherd \
        sherbet shimmer shine ship shirt shoelace shopper shortcut shoulder shovel shrewd shrimp \
        shrub shuffle shuttle sibling sidewalk sienna siesta sieve signal silent silver similar \
        simplify simulate sincere singular siphon situate sixteen size sizzle skate sketch ski \
        skyline slalom sled slice slipper slope slumber smart smidgen smile smith smock smooth \
        snack snail snappy snippet snorkel snow snug soap soccer social sofa soften sojourn solace \
        solid solo solution solve someone sonata song sonic sonnet soothe soprano sorbet sorting \
        sound source south souvenir space spanner spark spatula speak special speed spell sphere \
        spicy spinach spiral splendid spoken sponge spoon sport spray spread spring sprout spruce \
        sputnik square squirrel stable stadium stalwart stamp standard stapler star station \
        staunch steady steer stellar stencil stereo steward sticker still stipend stirrup stocking \
        stone stool stopgap stork stratus stream strive stroll strudel stucco studio sturdy stylus \
        submit subtitle suburb subway success sugar suggest suitcase summer sunbeam sundial \
        sunlight sunny sunrise sunset supper sure surface surprise survey sustain swan swarm \
        sweater swim swing switch swivel swoop sycamore syllable symbol symmetry symphony syrup \
        tablet taco tactic tadpole talc talent tamarind tanager tandem tapestry tapioca target \
        tartan tassel tasty taxicab teacher teammate teapot teaspoon telegram telltale tempo \
        tenant tendril tennis term terrace textile thank thatch theater theme theory thermal theta \
        thimble thing thirty thistle thread through thrush tiara ticket tidbit tidy tighten tile \
        timber timezone timpani tinker tiptoe toboggan today together token tomato tonight toolkit \
        topaz topic topmost topsoil torque tortoise total toucan tourist toward tower town tractor \
        trade traffic trail transfer trapeze travel treasure treble tree trellis trend trestle \
        triangle tribute tricycle trilogy trinket triplet triumph trivia trolley trombone tropical \
        trout trowel truck truffle trumpet trundle trust tubing tuft tugboat tuition tulip tuna \
        tuneful turbine tureen turnip tuxedo tweak tweed twig twilight twinkle twirl twitter \
        twofold tycoon type typical ukulele umbrella uncover unfold unfurl unicorn uniform unique \
        unison unite universe unlock unpack unravel unveil unwind unwrap upbeat update upgrade \
        uphill uphold upland uplift upload upright upstream uptown upturn urban usable useful \
        usher usual utensil utmost utopia vacation valid valuable vanilla variable varnish vase \
        vector vehicle velvet vendor veneer veranda verbena verdant verify verse vertical viaduct \
        vibrant victory video vigor village vinegar vintage vinyl viola virtuoso vision vista \
        visual vital vivacity vivid vogue voice volley volume voucher voyage wafer waffle wagon \
        waiter walker wallet walnut walrus waltz wardrobe warmth watchful wattle wave waxwing \
        wayside weaving weekday welcome western wharf wheat whimsy whirl whisk wicker widget width \
        window winsome winter wisdom wise wishful wisteria wolves wombat wonder wooden wool \
        workshop world worthy woven wren wriggle yacht yard year yoga yogurt younger youthful zany \
        zebra zenith zephyr zestful zigzag zinc zipper zither zone zoo zucchini
        """
}
