using System.Buffers.Binary;
using System.Text;
using Strata.Data;

namespace Strata.Tests.Data;

public class WavTests
{
    private static byte[] Chunk(string name, params byte[] data)
        => [.. Encoding.ASCII.GetBytes(name), .. BitConverter.GetBytes(data.Length), .. data, .. new byte[data.Length & 1]];

    private static byte[] Format(int kind, int channels, int bits)
    {
        byte[] format = new byte[kind == 0xFFFE ? 40 : 16];
        BinaryPrimitives.WriteUInt16LittleEndian(format, (ushort)kind);
        (format[2], format[12], format[14]) = ((byte)channels, (byte)(channels * bits / 8), (byte)bits);
        BinaryPrimitives.WriteInt32LittleEndian(format.AsSpan(4), 8000);
        if (kind == 0xFFFE)
        {
            format[24] = 1;
        }
        return Chunk("fmt ", format);
    }

    private static byte[] WavFile(params byte[][] chunks) => Chunk("RIFF", [.. "WAVE"u8, .. chunks.SelectMany(c => c)]);

    private static Sound Read(params byte[][] chunks) => Wav.Read(WavFile(chunks), "s.wav");

    private static string Message(byte[] file) => Assert.Throws<InvalidDataException>(() => Wav.Read(file, "s.wav")).Message;

    [Fact]
    public void Every_kind_of_sample_is_scaled_to_one()
    {
        Assert.Equal([-1f, 0, 0.5f], Read(Format(1, 1, 8), Chunk("data", 0, 128, 192)).Samples.ToArray<float>());
        Assert.Equal([-1f, 0.5f], Read(Format(1, 1, 16), Chunk("data", 0, 0x80, 0, 0x40)).Samples.ToArray<float>());
        Assert.Equal([-1f, 0.5f], Read(Format(1, 1, 24), Chunk("data", 0, 0, 0x80, 0, 0, 0x40)).Samples.ToArray<float>());
        Assert.Equal([-1f, 0.5f], Read(Format(1, 1, 32), Chunk("data", 0, 0, 0, 0x80, 0, 0, 0, 0x40)).Samples.ToArray<float>());
        Assert.Equal([1.5f], Read(Format(3, 1, 32), Chunk("data", BitConverter.GetBytes(1.5f))).Samples.ToArray<float>());
        Assert.Equal([-0.25f], Read(Format(3, 1, 64), Chunk("data", BitConverter.GetBytes(-0.25))).Samples.ToArray<float>());
    }

    [Fact]
    public void Channels_are_taken_apart_and_other_chunks_skipped()
    {
        Sound sound = Read(Chunk("LIST", 1, 2, 3), Format(0xFFFE, 2, 16), Chunk("fact", 1), Chunk("data", 0, 0, 0, 0x40, 0, 0x20, 0, 0x80));
        Assert.Equal(("[2, 2]", 8000), (sound.Samples.Shape.ToString(), sound.Rate));
        Assert.Equal([0f, 0.25f, 0.5f, -1], sound.Samples.ToArray<float>());
    }

    [Fact]
    public void Faults_are_named()
    {
        Assert.Contains("offset 0: not a WAV file", Message("OggS...."u8.ToArray()));
        Assert.Contains("but not of the kind WAVE", Message(Chunk("RIFF", [.. "AVI "u8])));
        Assert.Contains("it lacks a data chunk", Message(WavFile(Format(1, 1, 8))));
        Assert.Contains("the samples come before", Message(WavFile(Chunk("data", 1))));
        Assert.Contains("samples of format 2 with 4 bits", Message(WavFile(Format(2, 1, 4))));
        Assert.Contains("0 channels of 8 bits", Message(WavFile(Format(1, 0, 8))));
        Assert.Contains("the samples break off in a block of 2 bytes", Message(WavFile(Format(1, 1, 16), Chunk("data", 1, 2, 3))));
        Assert.Contains("a sample is not a finite number", Message(WavFile(Format(3, 1, 32), Chunk("data", BitConverter.GetBytes(float.NaN)))));
        byte[] whole = WavFile(Format(1, 1, 16), Chunk("data", 1, 2, 3, 4));
        Assert.Contains("a chunk of 4 bytes, but only 3 follow: the file is truncated.", Message(whole[..^1]));
        Assert.Contains("the format takes 4 bytes", Message(WavFile(Chunk("fmt ", 1, 0, 1, 0))));
    }

    [Fact]
    public void Real_recordings_are_read()
    {
        Sound speech = Wav.Read(SharedData.Path("audio/speech/sense_and_sensibility-0870.wav"));
        Assert.Equal((16000, 1), (speech.Rate, speech.Samples.Shape[0]));
        Assert.InRange(speech.Samples.ToArray<float>().Max(), 0.05f, 1);
        Sound piano = Wav.Read(SharedData.Path("audio/music/ambi_piano.wav"));
        Assert.Equal((44100, 2), (piano.Rate, piano.Samples.Shape[0]));
    }
}
