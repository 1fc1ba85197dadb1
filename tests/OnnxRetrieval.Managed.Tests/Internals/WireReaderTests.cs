namespace OnnxRetrieval.Internals.Tests;

public class WireReaderTests
{
    [Fact]
    public void Fields_of_every_encoding_are_stepped_over()
    {
        byte[] message =
        [
            0x08,
            0x96,
            0x01, // field 1: varint 150
            0x12,
            0x02,
            0x68,
            0x69, // field 2: "hi"
            0x1D,
            1,
            2,
            3,
            4, // field 3: four bytes
            0x21,
            1,
            2,
            3,
            4,
            5,
            6,
            7,
            8, // field 4: eight bytes
            0x32,
            0x00, // field 6: nothing
        ];
        var fields = new List<(int, int, long)>();
        var reader = new WireReader(new MemoryStream(message), message.Length);
        while (reader.Next())
        {
            fields.Add((reader.Field, reader.WireType, reader.Length));
            reader.Skip();
        }
        Assert.Equal([(1, 0, 2), (2, 2, 2), (3, 5, 4), (4, 1, 8), (6, 2, 0)], fields);
    }

    [Theory]
    [InlineData(new byte[] { 0x08 })]
    [InlineData(new byte[] { 0x08, 0x96 })]
    [InlineData(new byte[] { 0x12, 0x05, 0x68 })]
    [InlineData(new byte[] { 0x1D, 1, 2 })]
    [InlineData(new byte[] { 0x12, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F })]
    public void A_field_that_reaches_beyond_the_end_is_refused(byte[] message) =>
        Assert.Throws<EndOfStreamException>(() =>
            new WireReader(new MemoryStream(message), message.Length).Next()
        );

    [Theory]
    [InlineData(new byte[] { 0x00 })]
    [InlineData(new byte[] { 0x0F })]
    [InlineData(
        new byte[] { 0x08, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01 }
    )]
    public void What_is_no_field_is_refused(byte[] message) =>
        Assert.Throws<InvalidDataException>(() =>
            new WireReader(new MemoryStream(message), message.Length).Next()
        );
}
