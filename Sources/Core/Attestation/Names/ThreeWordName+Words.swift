// Written by script/words/make-words.py from the lists beside it, which tells their
// origin: picked for Earshot, spelling checked against SCOWL 2020.12.07.

extension ThreeWordName {
    /// 256 ways to be, in alphabetical order.
    static let firstText = """
        active agile alert amber ample ancient apt arctic artful astute autumn awake balanced \
        balmy beloved blissful blooming bold brave breezy bright brisk bubbly busy calm candid \
        careful caring casual charming cheerful choice classic clean clear clever coastal cool \
        cordial cosmic cosy courtly crafty creative crisp curious curly dainty dapper daring \
        dashing deft delicate dewy diligent distant dreamy dynamic eager earnest easy elegant \
        eloquent epic equal evening expert fair faithful famous fast feathery festive fine first \
        floating flowing fluent fluffy forest free fresh friendly frosty fruity gallant generous \
        gentle genuine gifted giving glad gleaming glossy golden graceful grand grateful handy \
        happy hardy hearty helpful homely honest hopeful humble icy ideal jaunty jolly jovial \
        joyful jubilant keen kind kindly lasting leading leafy level light lively lofty logical \
        loyal lucid lucky lunar magical mellow merry mighty mild mindful misty modern modest \
        morning musical mutual natural neat nimble noble novel oaken open orderly outgoing patient \
        peaceful peppy perky placid playful pleasant plucky plush polar polite precise prime \
        prompt proper proud quaint quick quiet quirky radiant rapid rare ready refined regal \
        relaxed reliable rising robust rosy rugged rustic sandy savvy scenic serene sharp shining \
        silent silky simple sincere singing skilled sleek smart smiling smooth snappy snowy snug \
        sociable soft solar solid sound sparkling special spirited splendid spry stable starry \
        stately steady stellar strong sturdy subtle sunlit sunny superb sure swift tender thankful \
        tidy timely tranquil trim true trusty truthful upbeat valiant velvet vibrant vivid warm \
        watchful welcome whimsical willing winning winsome winter wise witty wonderful woolly \
        worthy young youthful zany zesty
        """

    /// 256 colours and plants, in alphabetical order.
    static let secondText = """
        acacia agate alder almond amaranth amethyst anise apple apricot aqua aspen aster auburn \
        azalea azure bamboo banana barley basil begonia beige bergamot berry birch blossom blue \
        bluebell bramble brass bronze brown burgundy butter cactus calico camellia canary caramel \
        carmine cedar cerise cerulean chalk charcoal cherry chestnut chrome cinnamon citrine \
        citron clay clover cobalt cocoa coconut coffee copper coral cornflower cosmos cotton cream \
        crimson crocus crystal cypress daffodil dahlia daisy denim diamond dill dogwood ebony \
        elder elm emerald feather fennel fern fig fir flax forsythia foxglove frond frost fuchsia \
        gardenia garnet gentian geranium ginger gold gorse granite grape graphite grass green \
        hawthorn hazel heather henna hibiscus hickory holly honey hyacinth indigo iris iron ivory \
        ivy jade jasmine jasper jonquil juniper khaki lantana lapis larch larkspur laurel lavender \
        lemon lilac lily lime linden linen lotus lupin magenta magnolia mahogany mango maple \
        marble marigold maroon mauve meadow melon mica mimosa mint moon moss mulberry myrtle \
        nectar nickel nougat nutmeg oak ocean ochre olive onyx opal orange orchid oregano pansy \
        papaya paprika parsley peach pear pearl pebble pecan peony pepper periwinkle petunia \
        pewter pine pink pistachio platinum plum pollen pomelo poppy porcelain prairie primrose \
        pumpkin purple quartz quince raspberry reef river rose rosewood rowan ruby russet saffron \
        sage salmon sapphire satin scarlet sepia sequoia sesame shale shell sienna silk silver sky \
        slate snow spruce star steel stone straw sunflower sycamore tangerine tansy taupe tawny \
        teak teal thistle thyme timber titanium topaz tulip turquoise umber vanilla verbena \
        vermilion vine violet viridian walnut wheat white willow wisteria yarrow yellow yew zinc \
        zinnia
        """

    /// 256 animals, in alphabetical order.
    static let thirdText = """
        albatross alpaca antelope armadillo avocet axolotl badger bandicoot bear beaver bee beetle \
        bilby bison bittern blackbird bluebird bluejay bobcat bobolink bullfinch bumblebee bunny \
        bunting butterfly camel capybara caracal caribou cassowary cat chaffinch chameleon chamois \
        cheetah chickadee chicken chinchilla chipmunk chough civet coati cockatoo condor cormorant \
        coyote crane crayfish cricket curlew deer dipper dolphin donkey dormouse dove dragonfly \
        duck duckling dugong dunlin dunnock eagle echidna egret eider eland elephant elk emu \
        ermine falcon fawn ferret finch firefly flamingo fox frog gannet gazelle gecko gerbil \
        giraffe goat goldfinch goose gopher goshawk grebe greyhound grouse guillemot gull hamster \
        hare hawk hedgehog heron hippo hoopoe hornbill horse hummingbird husky ibex ibis iguana \
        impala jackdaw jackrabbit jaguar jay jerboa kakapo kangaroo katydid kea kestrel kingfisher \
        kite kitten kiwi koala kookaburra kudu ladybug lamb lapwing lark lemur leopard linnet lion \
        lizard llama loon lorikeet lynx lyrebird macaw magpie mallard manatee manta margay marlin \
        marmoset marmot marten martin meadowlark meerkat merlin mockingbird mongoose moose mouflon \
        mouse narwhal newt nightingale nightjar numbat nuthatch ocelot octopus okapi orca oriole \
        oryx osprey ostrich otter owl panda pangolin panther parakeet parrot partridge peacock \
        pelican penguin petrel pheasant pigeon pika pintail pipit platypus plover pony porcupine \
        porpoise possum puffin puma quail quetzal quokka quoll rabbit raccoon redstart reindeer \
        robin salamander sandpiper seahorse seal serval siskin skylark snipe sparrow spoonbill \
        squirrel starfish starling stilt stork sunbird swallow swan tamarin tanager tapir tarsier \
        tern terrier thrush tiger tortoise toucan treefrog trout tuna turtle vole wagtail wallaby \
        walrus wapiti warbler whale wheatear wigeon wolf wolverine wombat woodlark woodpecker wren \
        yak zebra
        """
}
