using System.Collections.Frozen;

namespace Fastchat.Language;

/// <summary>
/// The words of a language that say little about what a question is after. They are indexed like all others and only left
/// out, or counted less, on the side of the question: what is never stored can never be asked for.
/// </summary>
internal sealed class StopWords
{
    private readonly FrozenSet<string> _grammar;
    private readonly FrozenSet<string> _asking;
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _grammarSpans;

    private StopWords(string grammar, string asking)
    {
        _grammar = Set(grammar);
        _asking = Set(asking);
        _grammarSpans = _grammar.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>English.</summary>
    public static StopWords English { get; } = new(
        """
        a about after again all also am an and any are arent as at be because been before being between both but by
        can cannot cant could couldnt did didnt do does doesnt doing dont during each few for from further had hadnt has
        hasnt have havent having he her here hers herself him himself his i id if ill im in into is isnt it its itself
        ive just let lets me more most must my myself no nor not now of off on once only or other our ours ourselves out
        over own please s same shall she should shouldnt so some such t tell than that thats the their theirs them
        themselves then there theres these they theyre theyve this those through to too under until up us very was wasnt
        we were werent weve while will with wont would wouldnt yes you your youre yours yourself yourselves youve
        """,
        """
        who whom whose what whats when where wheres which why how hows many much long often old far big kind kinds type
        types sort name named names call called calls list give given explain describe mean means meaning happen
        happens happened use used uses using one ones get gets got make makes made say says said know known need needs
        """);

    private static readonly StopWords[] Languages =
    [
        English,
        // German
        new(
            """
            der die das den dem des ein eine einer eines einem einen und oder aber auch als am an auf aus bei bis da damit dass
            dann durch er es sie wir ihr ich du fur gegen hat hatte hatten haben habe im in ins ist sind war waren wird werden
            wurde wurden worden sein seine seiner seinem ihre ihrer ihren kann konnen konnte man mit nach nicht noch nur ob
            sich so um unter uber vom von vor zu zum zur zwischen dieser diese dieses diesem diesen wenn weil beim bitte soll
            """,
            """
            wer wem wen wessen was wann wo wohin woher warum wieso weshalb wie viel viele vielen welche welcher welches welchem
            welchen wieviel lange oft art name namen heisst heissen hiess genannt gibt gab bedeutet erklare nenne nennt
            """),
        // French
        new(
            """
            le la les l un une des du de d et ou mais a au aux en dans par pour sur sous avec sans ce cet cette ces c il elle ils
            elles on nous vous je tu se s ne pas n y est sont etait etaient ete etre fut a ont avait avoir son sa ses leur leurs
            mon ma mes que qu si plus comme
            """,
            "qui quoi quel quelle quels quelles quand ou comment pourquoi combien lequel laquelle nom appelle nomme dit fait peut"),
        // Spanish
        new(
            """
            el la los las un una unos unas de del y o pero a al en por para con sin sobre su sus se lo le les es son fue fueron era
            eran ser estar esta estan ha han habia hay no si mas como este estos estas esa ese eso mi tu yo
            """,
            "que quien quienes cual cuales cuando donde como cuanto cuanta cuantos cuantas nombre llama llamaba llamo dijo hizo puede tipo"),
        // Russian
        new(
            """
            и в во не на я с со как а то все она так его но да ты к у же вы за бы по только ее мне было вот от меня о из ему
            быть был была были есть они мы их для при до или это этот эта эти того тем чем об он оно ли под над без
            """,
            "что кто кого кому кем чего чему когда где куда откуда почему зачем сколько какой какая какое какие каких каким каком какую как чей чья чье назван называется называют назывался имя тип"),
        // Arabic
        new(
            "في من على الي عن مع هو هي هم ان انه انها كان كانت قد لا او و ثم هذا هذه ذلك تلك التي الذي الذين بين بعد قبل عند كل تم",
            "ما ماذا متي اين كيف كم لماذا اي ايه اسم هل من يسمي تسمي"),
        // Chinese, in pairs of characters
        new(
            "的是 是的 了的 的一 一个 这个 那个 以及",
            "什么 多少 哪些 哪个 哪里 哪一 哪种 哪位 哪年 谁的 是谁 如何 怎么 怎样 为什 何时 几个 是什 么是 是多 少个 么时 时候 叫什 为何 是哪 在哪"),
    ];

    /// <summary>The list of the language that most of a question's words of grammar belong to; English where none says more.</summary>
    public static StopWords For(IReadOnlyCollection<string> words) => Languages.MaxBy(language => words.Count(language.Has))!;

    /// <summary>Words of grammar: articles, pronouns, auxiliaries, prepositions.</summary>
    public bool IsGrammar(ReadOnlySpan<char> word) => _grammarSpans.Contains(word);

    /// <summary>Words that questions are made with, whatever they are about: "how many", "what is it called".</summary>
    public bool IsAsking(string word) => _asking.Contains(word);

    private bool Has(string word) => _grammar.Contains(word) || _asking.Contains(word);

    private static FrozenSet<string> Set(string words) =>
        words.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}
