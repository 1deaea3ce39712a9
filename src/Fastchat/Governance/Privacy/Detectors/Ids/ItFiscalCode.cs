namespace Fastchat.Governance.Privacy.Detectors.Ids;

/// <summary>
/// Fiscal codes of people in Italy (codice fiscale, decreto ministeriale 23 dicembre 1976): letters of the name, year, month,
/// day, place, and a letter of check; where two people would share one, digits are written as letters.
/// </summary>
internal sealed class ItFiscalCode() : NationalId("it_fiscal_code", IdEvidence.Number, ["AAAAAAXXAXXAXXXA"], "codice fiscale", "cod. fisc", "fiscale")
{
    private const string Months = "ABCDEHLMPRST";
    private const string Substitutes = "LMNPQRSTUV";

    private static readonly int[] Odd = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];

    public override bool IsValid(ReadOnlySpan<char> id)
    {
        if (!Months.Contains(id[8], StringComparison.Ordinal)) return false;
        foreach (var place in (ReadOnlySpan<int>)[6, 7, 9, 10, 12, 13, 14])
        {
            if (!char.IsAsciiDigit(id[place]) && !Substitutes.Contains(id[place], StringComparison.Ordinal)) return false;
        }

        var sum = 0;
        for (var i = 0; i < 15; i++)
        {
            var value = char.IsAsciiDigit(id[i]) ? id[i] - '0' : id[i] - 'A';
            sum += i % 2 == 0 ? Odd[value] : value;
        }

        return id[15] == 'A' + (sum % 26);
    }
}
