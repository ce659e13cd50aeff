using System.Text;
using Strata.Data;
using Strata.Tensors;

namespace Strata.Tests.Data;

public class VocabularyTests
{
    [Fact]
    public void Characters_are_numbered_in_their_order_and_come_back()
    {
        var vocabulary = new Vocabulary("hello \U0001F600");
        Assert.Equal(" ehlo\U0001F600", vocabulary.Characters);
        Assert.Equal(6, vocabulary.Count);
        Assert.Equal([2, 1, 3, 3, 4, 5], vocabulary.Encode("hello\U0001F600").ToArray<int>());
        Assert.Equal("hello\U0001F600", vocabulary.Decode(vocabulary.Encode("hello\U0001F600")));
        Assert.Equal(vocabulary.Characters, new Vocabulary(vocabulary.Characters).Characters);
    }

    [Fact]
    public void Sequences_have_the_next_characters_as_targets()
    {
        var vocabulary = new Vocabulary("abcdefg");
        Dataset last = vocabulary.Sequences("abcdefg", steps: 3);
        Assert.Equal([0, 1, 2, 3, 4, 5], last.Inputs.ToArray<int>());
        Assert.Equal([3, 6], last.Targets.ToArray<int>());
        Assert.Equal("g", last.ClassNames[6]);
        Dataset every = vocabulary.Sequences("abcdefg", steps: 3, stride: 2, everyStep: true);
        Assert.Equal([0, 1, 2, 2, 3, 4], every.Inputs.ToArray<int>());
        Assert.Equal([1, 2, 3, 3, 4, 5], every.Targets.ToArray<int>());
        Assert.Equal("[2, 3]", every.Targets.Shape.ToString());
    }

    [Fact]
    public void Errors_name_the_character()
    {
        var vocabulary = new Vocabulary("ab");
        Assert.Contains("The character 'x' (U+0078) at 2 is not among the 2 of the vocabulary.", Assert.Throws<ArgumentException>(() => vocabulary.Encode("abx")).Message);
        Assert.Contains("There is no character 2 among the 2", Assert.Throws<ArgumentException>(() => vocabulary.Decode(Tensor.Wrap([2]))).Message);
        Assert.Contains("Numbers of characters are Int32, but got Float32 [1].", Assert.Throws<ArgumentException>(() => vocabulary.Decode(Tensor.Ones([1]))).Message);
        Assert.Contains("A text of 2 characters has no sequence of 2 and the next one.", Assert.Throws<ArgumentException>(() => vocabulary.Sequences("ab", 2)).Message);
    }

    [Fact]
    public void Text_files_are_UTF_8_with_or_without_a_mark()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("t.txt");
        File.WriteAllText(path, "春眠", new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        Assert.Equal("春眠", Vocabulary.ReadText(path));
        File.WriteAllBytes(path, [(byte)'a', 0xE6, 0x98, (byte)'b']);
        Assert.Equal($"{path}, offset 1: the byte E6 is not UTF-8 here. Save the file as UTF-8.", Assert.Throws<InvalidDataException>(() => Vocabulary.ReadText(path)).Message);
    }

    [Fact]
    public void A_real_text_is_read()
    {
        string text = Vocabulary.ReadText(SharedData.Path("text/austen-six-novels.txt"));
        var vocabulary = new Vocabulary(text);
        Assert.InRange(vocabulary.Count, 60, 150);
        Assert.Equal(text, vocabulary.Decode(vocabulary.Encode(text)));
    }
}
