package dev.understory.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understory.network.Regions;
import dev.understory.network.RegionsReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DelayTableTest {
    private static final String MEANING = "\n# meaning: rtt\n# unit: ms\n";

    private static Regions regions(String text) {
        return RegionsReader.parse("x.csv", text + MEANING);
    }

    private static double millis(Regions regions, String from, String to) {
        return regions.oneWayNanos(regions.indexOf(from), regions.indexOf(to)) / 1e6;
    }

    /** All of these say the same: 80 ms there and back between oslo and rome, 90 to and from lima, 2 within oslo. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                ",oslo,rome,lima~oslo,2,80,90~rome,80,0,70~lima,90,70,0",
                "ms,oslo,rome,lima~oslo,2,80,90~rome,80,0,70~lima,90,70,0",
                "\uFEFF,oslo,rome,lima\r~oslo,2,80,90\r~rome,80,0,70\r~lima,90,70,0\r",
                "\"\",\"oslo\",\"rome\",\"lima\"~\"oslo\",\"2\",\"80\",\"90\"~rome, 80 , 0,70~lima,90,70,0",
                ";oslo;rome;lima~oslo;2,0;80,0;90~rome;80;0;70~lima;90;70;0",
                "\toslo\trome\tlima~oslo\t2\t80\t90~rome\t80\t0\t70~lima\t90\t70\t0",
                ",oslo,rome,lima~oslo,2,80,90~rome,,0,70~lima,,,",
                ",oslo,rome,lima~oslo,2,80,90~rome,-,-,70~lima,-,-,-",
                ",oslo,rome,lima~oslo,2~rome,80~lima,90,70",
                "# taken yesterday~,oslo,rome,lima~~lima,90,70,0~oslo,2,80,90~rome,80,0,70~,,,",
                "from,to,ms~oslo,oslo,2~oslo,rome,80~oslo,lima,90~rome,oslo,80~rome,rome,0~rome,lima,70~lima,oslo,90"
                        + "~lima,rome,70~lima,lima,0",
            })
    void theSameTableInManyForms(String text) {
        Regions regions = regions(text.replace('~', '\n'));
        assertThat(regions.names()).containsExactlyInAnyOrder("oslo", "rome", "lima");
        assertThat(millis(regions, "oslo", "rome")).isEqualTo(40);
        assertThat(millis(regions, "rome", "oslo")).isEqualTo(40);
        assertThat(millis(regions, "lima", "oslo")).isEqualTo(45);
        assertThat(millis(regions, "rome", "lima")).isEqualTo(35);
        assertThat(millis(regions, "oslo", "oslo")).isEqualTo(1);
        assertThat(millis(regions, "lima", "lima")).isPositive().isLessThan(0.001);
    }

    @Test
    void namesMayHaveSeparatorsAndQuotesInThem() {
        Regions regions = regions("""
                ,"Paris, France","the ""other"" one"
                "Paris, France",0,7.5
                "the ""other"" one",8.5,0
                """);
        assertThat(millis(regions, "Paris, France", "the \"other\" one")).isEqualTo(3.75);
        assertThat(millis(regions, "the \"other\" one", "Paris, France")).isEqualTo(4.25);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'~'|x.csv:1:1: there is no delay in it: write a title 'from,to,ms' and lines 'here,there,40', or a matrix"
                        + " with the names in its first line and column",
                "',a,b~a,0,1~c,1,0'|x.csv:3:1: 'c' is not among the names of the first line",
                "',a,b~a,0,1~a,1,0'|x.csv:3:1: 'a' has two lines",
                "',a,b,a~a,0,1,1'|x.csv:1:6: 'a' has two columns",
                "',a,b~a,0,1,7'|x.csv:2:7: this line has 3 delays for 2 names",
                "',a,b~a,0,fast'|x.csv:2:5: a delay must be a number, found 'fast'",
                "',a,b~a,0,-3'|x.csv:2:5: a delay must not be negative, found '-3'",
                "',a,b~a,0,0'|x.csv:2:5: a delay must be positive",
                "',a,b~a,0,~b,,0'|x.csv:3:1: there is no delay from a to b",
                "',a,b~a,0,\"1'|x.csv:2:5: this quote is not closed in its line",
                "',a,,b~a,0,1,1'|x.csv:1:4: a region has no name",
                "'0,1~1,0'|x.csv:1:1: expected a title such as 'from,to,ms', or the names of a matrix behind a first cell"
                        + " that is not read",
            })
    void aMistakeIsToldWithItsLineAndColumn(String text, String message) {
        assertThatThrownBy(() -> regions(text.replace('~', '\n')))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void moreThanAThousandRegionsAreRefused() {
        StringBuilder title = new StringBuilder("x");
        for (int i = 0; i <= DelayTable.MOST_PLACES; i++) {
            title.append(",r").append(i);
        }
        assertThatThrownBy(() -> regions(title.toString())).hasMessage("x.csv:1:1: more than 1000 regions");
    }
}
