namespace Fastchat.Governance.Privacy.Detectors;

/// <summary>What is found, and what looks like it and is not: «» marks what is to be found.</summary>
public sealed class BuiltInDetectorTests
{
    public static TheoryData<PiiType, string> Positives => Cases(
        (PiiType.Email, "write to «jane.doe+tag@example.co.uk», please"),
        (PiiType.Email, "<«o'neil@example.com»>"),
        (PiiType.Email, "Is it «a@b.io»?"),
        (PiiType.Email, "«jürgen@müller.de» und «用户@例子.广告»"),
        (PiiType.Email, "我的邮箱是«user@example.com»吗"),
        (PiiType.Email, "mailto:«x_y@sub.domain.example»"),
        (PiiType.Phone, "call «+49 30 901820» or «+1-202-555-0143»"),
        (PiiType.Phone, "in Berlin «+4930901820»."),
        (PiiType.Phone, "«(212) 555-1234», «212-555-1234», «212.555.1234 ext. 17», «1-212-555-1234»"),
        (PiiType.Phone, "«020 7946 0958» and «01 42 68 53 00» and «(07) 5331 0577»"),
        (PiiType.Phone, "phone: «4258829090»"),
        (PiiType.Phone, "try one of these phones «052 5552606» «074-7111234»"),
        (PiiType.Phone, "电话 «010 6552 9988»"),
        (PiiType.Phone, "Tel.: «0049 30 901820»"),
        (PiiType.Card, "card «4111 1111 1111 1111» 12/28"),
        (PiiType.Card, "«5555555555554444» «378282246310005» «6011-1111-1111-1117» «3530111333300000» «30569309025904» «2223003122003222»"),
        (PiiType.Iban, "«GB82 WEST 1234 5698 7654 32», «de89370400440532013000»"),
        (PiiType.Iban, "«FR1420041010050500013M02606» «NL91ABNA0417164300» «CH9300762011623852957» «NO93 8601 1117 947» «MT84MALT011000012345MTLCAST001S»"),
        (PiiType.IpAddress, "from «58.74.121.78» and «2001:db8::8a2e:370:7334», port «10.0.0.1»:8080"),
        (PiiType.IpAddress, "my ip: «192.168.0.1»."),
        (PiiType.Credentials, "https://«user:s3cret»@example.com/path"),
        (PiiType.Credentials, "postgres://«app:p@ss»@db.example.com:5432/x"),
        (PiiType.Wallet, "«1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa» «3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy»"),
        (PiiType.Wallet, "«bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq»"),
        (PiiType.Wallet, "«0x52908400098527886E0F7030069857D2E4169EE7»"),
        (PiiType.DateOfBirth, "born on «12/27/1986»; date of birth: «1998-06-28»"),
        (PiiType.DateOfBirth, "She was born «12 March 1980» and he, born «March 3rd, 1981»"),
        (PiiType.DateOfBirth, "geboren am «31.12.1999», né le «1 février 1970»"),
        (PiiType.Name, "my name is «Zorblax Quux» and I"),
        (PiiType.Name, "Ask «Megan Payne» or «Alexandra»."),
        (PiiType.Name, "Mrs. «Ångström» met Dr. «Brkić»"),
        (PiiType.Name, "«Patricia van der Berg» and «Samuel J. Carter» came"),
        (PiiType.NationalId, "passport number is «912803456», my driver license: «H12234567»"),
        (PiiType.NationalId, "mypassportnumberis«912803456»"));

    public static TheoryData<PiiType, string> NearMisses => Cases(
        (PiiType.Email, "user@localhost, @handle, a@b, x@1.2, @@ and foo@.com"),
        (PiiType.Email, "user@-bad.com or " + new string('a', 65) + "@example.com"),
        (PiiType.Phone, "2026-11-28 and 12/27/1986, 31.12.1999"),
        (PiiType.Phone, "1234567, 12345678901, 4258829090"),
        (PiiType.Phone, "192.168.10.12 3.14159265 10,000,000 1990-2000"),
        (PiiType.Phone, "+285 12 34567 is no country; 112-155-1234 has no area"),
        (PiiType.Phone, "id-212-555-1234-99 v212-555-1234"),
        (PiiType.Card, "4111 1111 1111 1112, 1234567812345670, 0000000000000000"),
        (PiiType.Card, "41111111111111111 and x4111111111111111"),
        (PiiType.Iban, "GB82 WEST 1234 5698 7654 33, DE8937040044053201300, XX89370400440532013000"),
        (PiiType.IpAddress, "version 1.2.3.4, 256.1.1.1, 1.2.3, 01.2.3.4, 127.0.0.1, ::1, 0.0.0.0"),
        (PiiType.IpAddress, "12:30:45, std::dead, ab::cd"),
        (PiiType.Credentials, "https://example.com:8080/a@b, https://user@example.com"),
        (PiiType.Wallet, "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb, 0x5290, bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdx"),
        (PiiType.DateOfBirth, "Meeting on 12/27/1986; born in 1986; born 45/45/1986"),
        (PiiType.Name, "The Quick Brown Fox. Visit Paris in April. Will Smith's bank"),
        (PiiType.Name, "Thank You, Dear Customer, Mark this. John Street and Stanford University"),
        (PiiType.NationalId, "000-12-3456, 666-12-3456, 123-00-4567, 123-45-0000, 078051120"),
        (PiiType.NationalId, "order 123456789 and passport office opens at 9"),
        (PiiType.NationalId, "QQ123456C 12345678A X1234567A RSSMRA85T10A562T"));

    [Theory]
    [MemberData(nameof(Positives))]
    public void Detect_PersonalData_IsFound(PiiType type, string marked) => Check(type, marked);

    [Theory]
    [MemberData(nameof(NearMisses))]
    public void Detect_NearMiss_IsNot(PiiType type, string text) => Check(type, text);

    [Theory]
    [InlineData("us_ssn", "531-21-7351")]
    [InlineData("us_ssn", "my ssn is 078-051121")]
    [InlineData("us_itin", "911-70-1234")]
    [InlineData("uk_nino", "AB 12 34 56 C")]
    [InlineData("uk_nhs", "NHS number 943 476 5919")]
    [InlineData("de_tax_id", "86 095 742 719")]
    [InlineData("de_tax_id", "Steuer-ID: 65929970489")]
    [InlineData("fr_nir", "2 55 08 14 168 025 38")]
    [InlineData("es_dni", "12345678Z")]
    [InlineData("es_nie", "X1234567L")]
    [InlineData("it_fiscal_code", "RSSMRA85T10A562S")]
    [InlineData("nl_bsn", "BSN 111222333")]
    [InlineData("pl_pesel", "PESEL 44051401359")]
    [InlineData("in_aadhaar", "2341 2341 2346")]
    [InlineData("in_pan", "my pan is DJPMS1234Z")]
    [InlineData("cn_resident_id", "11010519491231002X")]
    [InlineData("br_cpf", "111.444.777-35")]
    [InlineData("au_tfn", "TFN 123 456 782")]
    [InlineData("au_abn", "51 824 753 556")]
    [InlineData("au_medicare", "2123 45670 1")]
    [InlineData("sg_nric", "S0000001I")]
    [InlineData("sg_nric", "F1234567N")]
    [InlineData("fi_hetu", "131052-308T")]
    [InlineData("se_personal_number", "811218-9876")]
    [InlineData("ca_sin", "130 692 544")]
    [InlineData("ch_ahv", "756.9217.0769.85")]
    [InlineData("no_birth_number", "fødselsnummer 01018050079")]
    [InlineData("be_national_number", "85.07.30-033.28")]
    [InlineData("dk_cpr", "CPR 070761-4285")]
    [InlineData("kr_resident_number", "880115-1234567")]
    [InlineData("mx_curp", "HEGG560427MVZRRL04")]
    [InlineData("ph_tin", "my tin is 000-123-456-000")]
    [InlineData("tr_identity_number", "kimlik no 10000000146")]
    [InlineData("za_identity_number", "ID number 8001015009087")]
    public void Detect_NationalNumber_IsFoundByItsRule(string rule, string text)
    {
        var finding = Assert.Single(Found(text, PiiType.NationalId));

        Assert.Equal((rule, text.Length), (finding.Rule, finding.End));
    }

    [Fact]
    public void Detect_EveryNationalNumber_HasACase()
    {
        var tested = typeof(BuiltInDetectorTests).GetMethod(nameof(Detect_NationalNumber_IsFoundByItsRule))!
            .GetCustomAttributes(typeof(InlineDataAttribute), false).Cast<InlineDataAttribute>().Select(d => (string)d.Data[0]!);

        Assert.Empty(NationalIdDetector.Names.Except(tested));
    }

    [Theory]
    [InlineData("531-21-7351")]
    [InlineData("86 095 742 719")]
    [InlineData("2 55 08 14 168 025 38")]
    [InlineData("12345678Z")]
    [InlineData("RSSMRA85T10A562S")]
    [InlineData("BSN 111222333")]
    [InlineData("PESEL 44051401359")]
    [InlineData("2341 2341 2346")]
    [InlineData("11010519491231002X")]
    [InlineData("111.444.777-35")]
    [InlineData("51 824 753 556")]
    [InlineData("756.9217.0769.85")]
    [InlineData("HEGG560427MVZRRL04")]
    [InlineData("8001015009087")]
    public void Detect_NumberWithinALongerOne_IsNotFound(string text) => Assert.DoesNotContain(Found(text + "7", PiiType.NationalId), f => f.End == text.Length);

    [Fact]
    public void Detect_Overlapping_TakesTheBestAndNothingTwice()
    {
        var findings = Whole("https://bob:4111111111111111@example.com and 4111-1111-1111-1111", PiiQuery.All);

        Assert.Equal([PiiType.Credentials, PiiType.Card], findings.Select(f => f.Type));
    }

    [Theory]
    [InlineData("SAM O'Neil called")]
    [InlineData("it was sam o'neil.")]
    [InlineData("for sam  o'neil")]
    public void Detect_ListedName_IsFoundInAnyCase(string text)
    {
        var finding = Assert.Single(Whole(text, new PiiQuery(PiiTypeSet.Of(PiiType.Name), new NameList(["Sam O'Neil"]))));

        Assert.Equal("listed_name", finding.Rule);
    }

    [Theory]
    [InlineData("sam o'neilson")]
    [InlineData("sam the o'neil")]
    public void Detect_OtherThanListed_IsNot(string text) =>
        Assert.Empty(Whole(text, new PiiQuery(PiiTypeSet.Of(PiiType.Name), new NameList(["Sam O'Neil"]))));

    internal static List<PiiFinding> Found(string text, PiiType type) => Whole(text, new PiiQuery(PiiTypeSet.Of(type), NameList.Empty));

    /// <summary>All findings of a whole text.</summary>
    internal static List<PiiFinding> Whole(string text, PiiQuery query)
    {
        var findings = new List<PiiFinding>();
        BuiltInDetector.DetectAll(text, 0, query, findings);
        return findings;
    }

    private static TheoryData<PiiType, string> Cases(params (PiiType Type, string Text)[] cases)
    {
        var data = new TheoryData<PiiType, string>();
        foreach (var (type, text) in cases) data.Add(type, text);
        return data;
    }

    private static void Check(PiiType type, string marked)
    {
        var text = marked.Replace("«", "", StringComparison.Ordinal).Replace("»", "", StringComparison.Ordinal);

        var shown = text;
        foreach (var finding in Found(text, type).AsEnumerable().Reverse()) shown = shown.Insert(finding.End, "»").Insert(finding.Start, "«");

        Assert.Equal(marked.Replace("«»", "", StringComparison.Ordinal), shown);
    }
}
