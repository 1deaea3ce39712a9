namespace Fastchat.Governance.Privacy;

/// <summary>A kind of personal data.</summary>
public enum PiiType
{
    /// <summary>An e-mail address.</summary>
    Email,

    /// <summary>A telephone number.</summary>
    Phone,

    /// <summary>The number of a payment card.</summary>
    Card,

    /// <summary>An international bank account number.</summary>
    Iban,

    /// <summary>A number that a state or its office gives to a person.</summary>
    NationalId,

    /// <summary>An address of the Internet Protocol that does not point to the machine itself.</summary>
    IpAddress,

    /// <summary>A person's name.</summary>
    Name,

    /// <summary>A date of birth.</summary>
    DateOfBirth,

    /// <summary>A user and password within an address of the web.</summary>
    Credentials,

    /// <summary>The address of a crypto wallet.</summary>
    Wallet,
}
