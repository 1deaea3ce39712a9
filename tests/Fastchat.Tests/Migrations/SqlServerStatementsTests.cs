using System.Reflection;
using Fastchat.Storage.SqlServer;
using Fastchat.Testing.Twins;

namespace Fastchat.Migrations;

public sealed class SqlServerStatementsTests
{
    public static TheoryData<string> Statements =>
        [.. typeof(SqlServerDatabase).Assembly.GetType("Fastchat.Storage.SqlServer.SqlServerStatements")!.GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetRawConstantValue()!)];

    [Theory]
    [MemberData(nameof(Statements))]
    public void Statement_Parsed_IsTSql(string sql) => TSql.Check(sql);

    [Theory]
    [InlineData("SELECT a FROM b LIMIT 1")]
    [InlineData("INSERT INTO a (b) VALUES (1) ON CONFLICT (b) DO NOTHING")]
    [InlineData("SELECT a FROM b WHERE (c, d) < (1, 2)")]
    [InlineData("SELECT EXISTS (SELECT 1 FROM a)")]
    public void Check_AnotherDialect_IsRefused(string sql) => Assert.Throws<InvalidOperationException>(() => TSql.Check(sql));
}
