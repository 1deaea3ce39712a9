using Xunit;

namespace Fastchat.Storage.Postgres;

public sealed class PostgresOptionsTests
{
    [Fact]
    public void Uri_WithEverything_IsReadAsLibpqReadsIt()
    {
        var builder = Read("postgresql://an%40other:p%3Ass@db.example:6000/the%20chat?sslmode=verify-full&connect_timeout=7&application_name=mine");

        Assert.Equal(
            ("db.example", 6000, "an@other", "p:ss", "the chat", Npgsql.SslMode.VerifyFull, 7, "mine"),
            (builder.Host, builder.Port, builder.Username, builder.Password, builder.Database, builder.SslMode, builder.Timeout, builder.ApplicationName));
    }

    [Fact]
    public void Keywords_OfTheDriver_AreTaken() => Assert.Equal("db", Read("Host=db;Username=u;Password=p").Host);

    [Theory]
    [InlineData("hush")]
    [InlineData("Host=db;hush=1")]
    [InlineData("Username=u;Password=hush")]
    [InlineData("postgresql://u:hush@db/chat?nothing=1")]
    [InlineData("postgresql://u:hush@db/chat?connect_timeout=hush")]
    [InlineData("postgresql://u:hush@db:99999999/chat")]
    public void ConnectionString_ThatCannotBeRead_IsRefusedWithoutRepeatingIt(string text)
    {
        var error = Assert.Throws<ArgumentException>(() => new PostgresOptions { ConnectionString = text }.Validate());

        Assert.Contains("Give it as", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", error.ToString(), StringComparison.Ordinal);
    }

    private static Npgsql.NpgsqlConnectionStringBuilder Read(string text) => new PostgresOptions { ConnectionString = text }.ToBuilder();
}
