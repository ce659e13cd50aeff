using Strata.Data;
using static Strata.Tests.Data.PngChunks;

namespace Strata.Tests.Data;

public class PngFaultTests
{
    private static readonly byte[] s_palette = Chunk("PLTE", 1, 2, 3, 4, 5, 6);
    private static readonly byte[] s_grey2x1 = ImageData(0, 10, 20);

    private static string Message(byte[] file) =>
        Assert.Throws<InvalidDataException>(() => Png.Read(new MemoryStream(file))).Message;

    [Fact]
    public void The_smallest_whole_file_is_read_and_what_follows_its_end_is_ignored()
    {
        byte[] file = [.. File(Header(2, 1, 8, 0), s_grey2x1, End), 1, 2, 3];
        Assert.Equal([10, 20], Png.Read(new MemoryStream(file)).Pixels);
    }

    [Fact]
    public void A_fault_names_the_file()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("digit.png");
        System.IO.File.WriteAllText(path, "GIF89a, not a PNG");
        var fault = Assert.Throws<InvalidDataException>(() => Png.Read(path));
        Assert.Equal(
            $"{path}, offset 0: not a PNG file: the first eight bytes are not PNG's signature.", fault.Message);
    }

    [Fact]
    public void A_missing_file_is_a_missing_file() => Assert.Throws<FileNotFoundException>(() => Png.Read("no such file.png"));

    [Fact]
    public void Every_truncation_is_a_fault()
    {
        byte[] file = PngReference.Named("Palette4Alpha").File;
        for (int length = 0; length < file.Length; length++)
            Assert.Contains("too early", Message(file[..length]));
    }

    [Fact]
    public void A_flipped_bit_is_found_by_the_checksum()
    {
        byte[] file = File(Header(2, 1, 8, 0), s_grey2x1, End);
        file[8 + 25 + 10] ^= 4;
        string message = Message(file);
        Assert.Contains("chunk IDAT is corrupted: its CRC is", message);
        Assert.Contains($"offset {file.Length - 16}:", message);
    }

    [Theory]
    [InlineData(0, 1, 8, 0, 0, "offset 16: width 0; expected 1 to 2^31 - 1.")]
    [InlineData(-1, 1, 8, 0, 0, "offset 16: width 4294967295; expected 1 to 2^31 - 1.")]
    [InlineData(1, 0, 8, 0, 0, "offset 20: height 0; expected 1 to 2^31 - 1.")]
    [InlineData(2, 1, 3, 0, 0, "offset 24: bit depth 3 with colour type 0, which PNG does not have.")]
    [InlineData(2, 1, 16, 3, 0, "offset 24: bit depth 16 with colour type 3, which PNG does not have.")]
    [InlineData(2, 1, 4, 2, 0, "offset 24: bit depth 4 with colour type 2, which PNG does not have.")]
    [InlineData(2, 1, 8, 5, 0, "offset 25: colour type 5; expected 0, 2, 3, 4 or 6.")]
    [InlineData(2, 1, 8, 0, 2, "offset 28: interlace method 2; expected 0 or 1.")]
    public void A_bad_header_value_is_named(int width, int height, byte depth, byte colour, byte interlace, string fault) =>
        Assert.Equal($"stream, {fault}", Message(File(Header(width, height, depth, colour, interlace), s_grey2x1, End)));

    [Fact]
    public void A_header_of_another_length_or_method_is_named()
    {
        Assert.Contains(
            "chunk IHDR has 12 bytes; expected 13.", Message(File(Chunk("IHDR", new byte[12]), s_grey2x1, End)));
        Assert.Contains(
            "compression method 1", Message(File(Chunk("IHDR", 0, 0, 0, 2, 0, 0, 0, 1, 8, 0, 1, 0, 0), s_grey2x1, End)));
        Assert.Contains(
            "filter method 1", Message(File(Chunk("IHDR", 0, 0, 0, 2, 0, 0, 0, 1, 8, 0, 0, 1, 0), s_grey2x1, End)));
    }

    [Theory]
    [InlineData(int.MaxValue, int.MaxValue, 16, 6)]
    [InlineData(100_000, 100_000, 8, 2)]
    [InlineData(1, int.MaxValue, 1, 0)]
    public void A_header_that_claims_more_pixels_than_the_data_can_hold_costs_no_memory(int width, int height, byte depth, byte colour)
    {
        byte[] file = File(Header(width, height, depth, colour), s_grey2x1, End);
        long before = GC.GetAllocatedBytesForCurrentThread();
        string message = Message(file);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
        Assert.StartsWith($"stream, offset 16: the header claims {width} x {height} pixels, more than ", message);
    }

    [Fact]
    public void A_chunk_that_claims_more_bytes_than_the_file_holds_is_named()
    {
        byte[] data = Chunk("IDAT", 1, 2, 3);
        data[0] = 0x7F;
        Assert.Equal("stream, offset 33: the file ends too early: chunk IDAT claims 2130706435 bytes, 15 are there.",
            Message(File(Header(2, 1, 8, 0), data, End)));
    }

    [Fact]
    public void The_order_of_chunks_is_checked()
    {
        Assert.Contains("offset 8: the first chunk is IDAT; expected IHDR.", Message(File(s_grey2x1, End)));
        Assert.Contains("a second IHDR chunk", Message(File(Header(2, 1, 8, 0), Header(2, 1, 8, 0), s_grey2x1, End)));
        Assert.Contains("the picture has no IDAT chunk", Message(File(Header(2, 1, 8, 0), End)));
        Assert.Contains("chunk tEXt stands between IDAT chunks",
            Message(File(Header(2, 1, 8, 0), s_grey2x1, Chunk("tEXt", 65), Chunk("IDAT"), End)));
        Assert.Contains("expected a chunk at offset", Message(File(Header(2, 1, 8, 0), s_grey2x1)));
        Assert.Contains("unknown critical chunk ABCD", Message(File(Header(2, 1, 8, 0), Chunk("ABCD"), s_grey2x1, End)));
        Assert.Contains(
            "a chunk's type is not four letters", Message(File(Header(2, 1, 8, 0), Chunk("I1AT"), s_grey2x1, End)));
    }

    [Fact]
    public void Unknown_ancillary_chunks_and_data_in_pieces_are_no_fault()
    {
        byte[] data = s_grey2x1[8..^4];
        byte[] file = File(Header(2, 1, 8, 0), Chunk("abCd", 9), Chunk("IDAT", data[..3]), Chunk("IDAT"), Chunk("IDAT", data[3..]), End);
        Assert.Equal([10, 20], Png.Read(new MemoryStream(file)).Pixels);
    }

    [Fact]
    public void A_palette_is_there_once_in_its_place_and_of_a_right_length()
    {
        Assert.Contains("the palette is missing", Message(File(Header(2, 1, 8, 3), s_grey2x1, End)));
        Assert.Contains("a grey picture has a palette", Message(File(Header(2, 1, 8, 0), s_palette, s_grey2x1, End)));
        Assert.Contains(
            "must come once, before tRNS and IDAT", Message(File(Header(2, 1, 8, 3), s_palette, s_palette, s_grey2x1, End)));
        Assert.Contains("chunk PLTE has 4 bytes; expected 3 for each of 1 to 256 colours",
            Message(File(Header(2, 1, 8, 3), Chunk("PLTE", 1, 2, 3, 4), s_grey2x1, End)));
        Assert.Contains("chunk PLTE has 9 bytes; expected 3 for each of 1 to 2 colours",
            Message(File(Header(2, 1, 1, 3), Chunk("PLTE", new byte[9]), s_grey2x1, End)));
    }

    [Fact]
    public void A_colour_outside_the_palette_is_named() =>
        Assert.EndsWith("pixel (1, 0) has colour 2 of a palette of 2.",
            Message(File(Header(2, 1, 8, 3), s_palette, ImageData(0, 1, 2), End)));

    [Fact]
    public void Transparency_fits_the_colour_type()
    {
        Assert.Contains(
            "tRNS comes before the palette", Message(File(Header(2, 1, 8, 3), Chunk("tRNS", 1), s_palette, s_grey2x1, End)));
        Assert.Contains(
            "tRNS has 3 bytes for 2 colours", Message(File(Header(2, 1, 8, 3), s_palette, Chunk("tRNS", 1, 2, 3), s_grey2x1, End)));
        Assert.Contains(
            "tRNS has 1 bytes; expected 2", Message(File(Header(2, 1, 8, 0), Chunk("tRNS", 1), s_grey2x1, End)));
        Assert.Contains("has a tRNS chunk too", Message(File(Header(1, 1, 8, 4), Chunk("tRNS", 1, 2), s_grey2x1, End)));
        Assert.Contains("tRNS must come once", Message(File(Header(2, 1, 8, 0), s_grey2x1, Chunk("tRNS", 0, 1), End)));
    }

    [Fact]
    public void The_image_data_has_exactly_the_rows_of_the_header()
    {
        Assert.Contains(
            "too little image data: it ends in row 1 of 2", Message(File(Header(2, 2, 8, 0), ImageData(0, 1, 2, 0, 3), End)));
        Assert.Contains(
            "too much image data for 2 x 1 pixels", Message(File(Header(2, 1, 8, 0), ImageData(0, 1, 2, 3), End)));
        Assert.Contains(
            "row 1 has filter 5; expected 0 to 4", Message(File(Header(2, 2, 8, 0), ImageData(0, 1, 2, 5, 3, 4), End)));
    }

    [Fact]
    public void Corrupted_compression_is_a_fault_even_with_right_checksums()
    {
        Assert.Contains(
            "offset 33: the compressed image data is corrupted", Message(File(Header(2, 1, 8, 0), Chunk("IDAT", 9, 9, 9, 9, 9), End)));
        // Bit 5 of the second byte asks for a dictionary that nobody has.
        Assert.Contains(
            "the compressed image data is corrupted", Message(File(Header(2, 1, 8, 0), Chunk("IDAT", 0x78, 0xBB, 1, 2, 3, 4, 5, 6), End)));
    }

    [Theory]
    [InlineData("Rgb8", true)]
    [InlineData("Rgb8", false)]
    [InlineData("Palette4Alpha", true)]
    [InlineData("Grey16Interlaced", true)]
    [InlineData("Palette2Interlaced", true)]
    public void Any_mutation_ends_in_a_picture_or_in_invalid_data(string name, bool fixChecksums)
    {
        byte[] original = PngReference.Named(name).File;
        var random = new Random(20);
        int read = 0, refused = 0;
        for (int trial = 0; trial < 300; trial++)
        {
            byte[] file = [.. original];
            for (int n = random.Next(1, 4); n > 0; n--) file[random.Next(file.Length)] = (byte)random.Next(256);
            if (fixChecksums) FixChecksums(file);
            if (random.Next(10) == 0) file = file[..random.Next(file.Length)];
            try
            {
                Png.Read(new MemoryStream(file));
                read++;
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }
        Assert.Equal(300, read + refused);
        Assert.True(refused > 0);
    }
}
