namespace Strata.Tests;

public class NearestNameTests
{
    private static readonly string[] s_names = ["lenet-caffe", "lenet5", "mlp", "softmax"];

    [Theory]
    [InlineData("lenet", "lenet5")]
    [InlineData("LeNet-", "lenet-caffe")]
    [InlineData("softmx", "softmax")]
    [InlineData("mpl", "mlp")]
    [InlineData("", "mlp")]
    public void It_begins_with_the_word_or_takes_the_fewest_edits(string word, string nearest) => Assert.Equal(nearest, NearestName.Of(word, s_names));

    [Fact]
    public void Among_none_there_is_none() => Assert.Null(NearestName.Of("lenet", []));
}
