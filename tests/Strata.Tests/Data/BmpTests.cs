using System.Buffers.Binary;
using Strata.Data;

namespace Strata.Tests.Data;

public class BmpTests
{
    // A 3 x 2 picture: red green blue above, black white grey below; rows are stored from the bottom up, BGR.
    private static readonly byte[] s_pixels = [255, 0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 128, 128, 128];

    private static byte[] BmpFile(int width, int height, int bits, byte[] rows, byte[]? between = null, int compression = 0, int header = 40)
    {
        between ??= [];
        byte[] file = new byte[14 + header + between.Length + rows.Length];
        (file[0], file[1]) = ((byte)'B', (byte)'M');
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(10), file.Length - rows.Length);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(14), header);
        if (header == 12)
        {
            BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(18), (short)width);
            BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(20), (short)height);
            file[24] = (byte)bits;
        }
        else
        {
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(18), width);
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(22), height);
            (file[28], file[30]) = ((byte)bits, (byte)compression);
        }
        between.CopyTo(file, 14 + header);
        rows.CopyTo(file, file.Length - rows.Length);
        return file;
    }

    private static string Message(byte[] file) => Assert.Throws<InvalidDataException>(() => Bmp.Read(file, "p.bmp")).Message;

    [Theory]
    [InlineData(40)]
    [InlineData(12)]
    [InlineData(124)]
    public void Pictures_of_24_bits_are_read_from_the_bottom_up(int header)
    {
        byte[] rows = [0, 0, 0, 255, 255, 255, 128, 128, 128, 0, 0, 0, 0, 0, 255, 0, 255, 0, 255, 0, 0, 0, 0, 0];
        Image image = Bmp.Read(BmpFile(3, 2, 24, rows, header: header), "p.bmp");
        Assert.Equal((3, 2, 3), (image.Width, image.Height, image.Channels));
        Assert.Equal(s_pixels, image.Pixels);
        if (header != 12)
        {
            Assert.Equal([.. s_pixels[9..], .. s_pixels[..9]], Bmp.Read(BmpFile(3, -2, 24, rows), "p.bmp").Pixels);
        }
    }

    [Fact]
    public void Palettes_of_1_4_and_8_bits_become_colours()
    {
        byte[] palette = [255, 0, 0, 0, 0, 0, 255, 0]; // 0 is blue, 1 red
        Assert.Equal([255, 0, 0, 0, 0, 255, 255, 0, 0], Bmp.Read(BmpFile(3, 1, 1, [0b1010_0000, 0, 0, 0], palette), "p.bmp").Pixels);
        byte[] four = [.. palette, .. new byte[(16 * 4) - 8]], eight = [.. palette, .. new byte[(256 * 4) - 8]];
        Assert.Equal([255, 0, 0, 0, 0, 255, 255, 0, 0], Bmp.Read(BmpFile(3, 1, 4, [0x10, 0x10, 0, 0], four), "p.bmp").Pixels);
        Assert.Equal([255, 0, 0, 0, 0, 255, 255, 0, 0], Bmp.Read(BmpFile(3, 1, 8, [1, 0, 1, 0], eight), "p.bmp").Pixels);
    }

    [Fact]
    public void Pictures_of_16_and_32_bits_are_read_by_their_masks()
    {
        Assert.Equal([255, 0, 0, 0, 255, 0], Bmp.Read(BmpFile(2, 1, 16, [0x00, 0x7C, 0xE0, 0x03]), "p.bmp").Pixels);
        byte[] masks = [0x00, 0xF8, 0, 0, 0xE0, 0x07, 0, 0, 0x1F, 0, 0, 0]; // 5, 6, 5
        Assert.Equal([255, 0, 0, 0, 255, 0], Bmp.Read(BmpFile(2, 1, 16, [0x00, 0xF8, 0xE0, 0x07], masks, 3), "p.bmp").Pixels);
        Assert.Equal([30, 20, 10], Bmp.Read(BmpFile(1, 1, 32, [10, 20, 30, 99]), "p.bmp").Pixels);
        byte[] file = BmpFile(1, 1, 32, [10, 20, 30, 99], compression: 3, header: 108);
        byte[] rgba = [0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 0, 0, 0, 0, 255];
        rgba.CopyTo(file, 54);
        Image image = Bmp.Read(file, "p.bmp");
        Assert.Equal((4, 30, 99), (image.Channels, image.Pixels[0], image.Pixels[3]));
    }

    [Fact]
    public void Faults_are_named()
    {
        Assert.Contains("offset 0: not a BMP file", Message("PNG..."u8.ToArray()));
        Assert.Contains("the file ends too early", Message("BM"u8.ToArray()));
        Assert.Contains("a header of 39 bytes", Message(BmpFile(1, 1, 24, [1, 2, 3, 0], header: 39)));
        Assert.Contains("run-length compressed, which is not supported. Convert the picture to PNG", Message(BmpFile(1, 1, 8, [1, 0], new byte[1024], 1)));
        Assert.Contains("7 bits a pixel with compression 0", Message(BmpFile(1, 1, 7, [1, 2, 3, 0])));
        Assert.Contains("a picture of 0 x 1 pixels", Message(BmpFile(0, 1, 24, [])));
        Assert.Contains("need 4000000 bytes from offset 54, but the file has 58 bytes: it is truncated.", Message(BmpFile(1, 1000000, 24, [1, 2, 3, 0])));
        Assert.Contains("a pixel has colour 2 of a palette of 2", Message(WithColours(BmpFile(1, 1, 8, [2, 0, 0, 0], new byte[8]), 2)));
        Assert.Contains("a palette of 256 colours does not fit before the pixels", Message(BmpFile(1, 1, 8, [2, 0, 0, 0], new byte[8])));
        Assert.Contains("is not one run of bits", Message(BmpFile(1, 1, 16, [0, 0, 0, 0], [5, 0, 0, 0, 2, 0, 0, 0, 8, 0, 0, 0], 3)));

        static byte[] WithColours(byte[] file, byte count)
        {
            file[46] = count;
            return file;
        }
    }

    [Fact]
    public void A_header_that_claims_more_than_the_file_holds_costs_no_memory()
    {
        byte[] file = BmpFile(30000, 30000, 24, [1, 2, 3, 0]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Message(file);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }
}
