namespace Fastchat.LoadTests.Calls;

public sealed class HpackTests
{
    [Fact]
    public void Read_TrailersAsServersWriteThem_FindsTheStatus()
    {
        // A change of the table's size, an indexed ":status 200", then a literal with a new name.
        byte[] block = [0x20, 0x88, 0x00, 11, .. "grpc-status"u8, 2, .. "14"u8];

        Assert.Equal(("200", "14"), Hpack.Read(block));
    }

    [Fact]
    public void Read_StatusAsALiteral_FindsIt() => Assert.Equal(("503", null), Hpack.Read([0x08, 3, .. "503"u8]));
}
